package reports

import "strconv"

func (e *encoder) total(t *Total) *encoder {
	e.number("live", t.Live).rate("coverage", t.Coverage).rate("in_hand", t.InHand)
	return list(e, "gaps", t.Gaps).afterLive(&t.Block)
}

// afterLive writes what every block has after the count of live commitments.
func (e *encoder) afterLive(b *Block) *encoder {
	e.name("status").open()
	for _, status := range LiveStatuses {
		e.number(string(status), b.Status.Of(status))
	}
	e.close().rate("reporting_rate", b.ReportingRate).rate("on_time_rate", b.OnTimeRate)
	list(list(e, "overdue", b.Overdue), "stale", b.Stale).name("movement").open()
	for _, move := range AllMoves {
		e.number(string(move), b.Movement.Of(move))
	}
	return e.close().freshness(b.Freshness)
}

func (e *encoder) rate(name string, r Rate) *encoder {
	e.name(name).open().number("numerator", r.Numerator).number("denominator", r.Denominator)
	if percent, ok := r.Percent(); ok {
		return e.number("percent", percent).close()
	}
	return e.raw("percent", "null").close()
}

func (e *encoder) freshness(f Freshness) *encoder {
	median := "null"
	if f.MedianDays != nil {
		median = strconv.FormatFloat(*f.MedianDays, 'f', -1, 64)
	}
	return e.name("freshness").open().number("commitments", f.Commitments).raw("median_days", median).
		optional("p90_days", f.P90Days).close()
}

func (e *encoder) step(s *Step) {
	e.text("code", s.Code).truth("retired", &s.Retired).truth("covered", s.Covered).truth("in_hand", s.InHand).
		number("live", s.Live).afterLive(&s.Block)
}

func (e *encoder) organisation(o *Organisation) {
	e.orNull("handle", o.Handle).truth("endorses", o.Endorses)
	list(e, "steps", o.Steps).number("live", o.Live).afterLive(&o.Block)
}

func (e *encoder) overdue(o *Overdue) {
	e.text("ref", o.Ref).text("status", string(o.Status)).day("due_on", o.DueOn).number("days", o.Days)
}

func (e *encoder) stale(s *Stale) {
	e.text("ref", s.Ref).day("last_entry_on", s.LastEntryOn).number("days_since_last_entry", s.DaysSinceLastEntry)
}

func (e *encoder) movedDate(m *MovedDate) {
	e.text("ref", m.Ref).number("seq", m.Seq).day("effective_on", m.EffectiveOn).day("old", m.Old).day("new", m.New)
}

func (e *encoder) late(l *Late) {
	e.text("ref", l.Ref).number("seq", l.Seq).text("kind", string(l.Kind)).text("period", l.Period).
		day("effective_on", l.EffectiveOn).instant("recorded_at", l.RecordedAt)
}

func (e *encoder) restated(r *Restated) {
	e.text("ref", r.Ref).orNull("was", string(r.Was)).orNull("is", string(r.Is))
}

func (e *encoder) movement(m *Movement) {
	e.text("ref", m.Ref).orNull("from", string(m.From)).text("to", string(m.To))
	list(e, "moves", m.Moves).text("visibility", string(m.Visibility))
	list(list(e, "organisations", m.Organisations), "steps", m.Steps)
	e.text("cadence", string(m.Cadence)).day("due_on", m.DueOn).optional("percent", m.Percent).
		orNull("confidence", string(m.Confidence)).day("completed_on", m.CompletedOn).day("withdrawn_on", m.WithdrawnOn).
		truth("was_open", &m.WasOpen).day("fell_due_on", m.FellDueOn).truth("on_time", m.OnTime).
		day("last_entry_on", m.LastEntryOn).seqs("period", m.Period)
	b := &m.Basis
	e.name("basis").open().seq("registered", b.Registered).seq("from", b.From).seq("to", b.To).seq("since", b.Since).
		seq("fell_due", b.FellDue).seq("on_time", b.OnTime).seq("due_on", b.DueOn).seq("steps", b.Steps).
		seq("lead", b.Lead).seq("partners", b.Partners).seq("last", b.Last).close()
}

func (e *encoder) seqs(name string, seqs []int) *encoder {
	e.name(name)
	e.b = append(e.b, '[')
	for i, n := range seqs {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		e.b = strconv.AppendInt(e.b, int64(n), 10)
	}
	e.b = append(e.b, ']', ',')
	return e
}
