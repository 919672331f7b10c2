package i18n

import (
	"golang.org/x/text/number"
)

// Number is a whole number or a float with the separators and digits of the language: "1,234.5", "1 234,5". Arabic has
// Arabic-Indic digits in numbers and dates; refs, step codes and addresses keep theirs, since they are typed again.
func (p *Printer) Number(n any) string { return p.numbers.Sprint(number.Decimal(n)) }

// digits is a number without separators, as part of a date.
func (p *Printer) digits(n int) Said {
	return Said(p.numbers.Sprint(number.Decimal(n, number.NoSeparator())))
}

// Percent is a whole percentage: "60%", "60 %".
func (p *Printer) Percent(percent int) string {
	return p.numbers.Sprint(number.Percent(float64(percent) / 100))
}

// Rate shows numerator and denominator with the percentage, "9 of 10 (90%)", and "–" if the denominator is 0. The
// percentage is rounded half up, but 0 and 100 are said only where they are exact.
func (p *Printer) Rate(numerator, denominator int) string {
	if denominator == 0 {
		return nothing
	}
	return p.Sentence("number.rate", "numerator", numerator, "denominator", denominator,
		"percent", Said(p.Percent(wholePercent(numerator, denominator))))
}

func wholePercent(numerator, denominator int) int {
	percent := (200*numerator + denominator) / (2 * denominator)
	if numerator > 0 && numerator < denominator {
		return min(max(percent, 1), 99)
	}
	return percent
}
