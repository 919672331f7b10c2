package reports

import "slices"

// freshnessOf is the median and the 90th percentile of the days since the last news (decision 18): the median of an even
// number is the mean of the middle two, the percentile the ⌈0.9 n⌉-th smallest. It sorts the days.
func freshnessOf(days []int) Freshness {
	n := len(days)
	if n == 0 {
		return Freshness{}
	}
	slices.Sort(days)
	median := float64(days[(n-1)/2]+days[n/2]) / 2
	p90 := days[(9*n+9)/10-1]
	return Freshness{Commitments: n, MedianDays: &median, P90Days: &p90}
}
