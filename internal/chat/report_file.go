package chat

import (
	"bytes"
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/reports/render"
	"github.com/google/uuid"
)

// handOver gives a report, or the matrix of who does what in it, as a file.
func (t *turn) handOver(ctx context.Context, i *issue) (reply.Reply, error) {
	format, err := t.formatMeant()
	if err != nil {
		return reply.Reply{}, err
	}
	var content bytes.Buffer
	if err := format.Render(ctx, t.rendered(i), &content); err != nil {
		return reply.Reply{}, err
	}
	file := reply.File{
		Name: t.fileName(i) + format.Extension, MediaType: format.MediaType, Label: t.fileLabel(i),
		Size: int64(content.Len()), Content: content.Bytes(),
	}
	return t.reply(t.reportTitle(i), append(t.stateOf(i), file)...), nil
}

// formatMeant is the format that was asked for; a matrix is a workbook unless another one was.
func (t *turn) formatMeant() (render.Format, error) {
	if !t.args.Matrix {
		return render.Find(t.args.Format)
	}
	return render.FindMatrix(firstOf(t.args.Format, "xlsx"))
}

// rendered is what formats are made from.
func (t *turn) rendered(i *issue) *render.Report {
	r := &render.Report{Document: i.document, Names: i.names, Printer: t.printer}
	if i.frozen == nil {
		return r
	}
	r.Figures = i.frozen.Figures
	r.Publication = &render.Publication{ID: i.frozen.ID.String(), At: i.frozen.PublishedAt, Note: i.frozen.Note}
	if i.frozen.ErratumOf != uuid.Nil {
		r.Publication.ErratumOf = i.frozen.ErratumOf.String()
	}
	if mends := reports.MendedBy(i.all, i.frozen.ID); mends != uuid.Nil {
		r.Publication.MendedBy = mends.String()
	}
	return r
}

// fileName says for whom a file is, and that it is a draft, so that none is passed on for another.
func (t *turn) fileName(i *issue) string {
	name := render.FileName(i.document)
	if t.args.Matrix {
		name = render.MatrixName(i.document)
	}
	if i.asked.Audience != access.ToPublic {
		name += "-" + string(i.asked.Audience)
	}
	if i.frozen == nil {
		name += "-draft"
	}
	return name
}

func (t *turn) fileLabel(i *issue) string {
	if t.args.Matrix {
		return t.printer.Sentence("render.matrix_title", "period", i.asked.Period)
	}
	return t.printer.Sentence("render.title", "period", i.asked.Period)
}
