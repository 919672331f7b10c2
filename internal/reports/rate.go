package reports

// Percent is the rate in whole per cent, rounded half up, but never 0 or 100 unless it is exactly that (decision 20).
// ok is false where the denominator is 0: such a rate is shown as "–".
func (r Rate) Percent() (percent int, ok bool) {
	if r.Denominator == 0 {
		return 0, false
	}
	percent = (200*r.Numerator + r.Denominator) / (2 * r.Denominator)
	switch {
	case percent == 0 && r.Numerator > 0:
		percent = 1
	case percent == 100 && r.Numerator < r.Denominator:
		percent = 99
	}
	return percent, true
}

func (r *Rate) count(hit bool) {
	r.Denominator++
	if hit {
		r.Numerator++
	}
}
