package lketest

import "math"

// noise gives numbers that look random and are a function of a seed and of what they are for: the same
// question has the same answer in every window, filter, run and machine. Only exact operations of IEEE 754 are
// used, with conversions that keep a processor from fusing a product into a sum.
type noise struct{ seed uint64 }

// What a number is for.
const (
	forDay uint64 = iota + 1
	forCalls
	forInput
	forOutput
	forSpike
	forOrder
)

// uniform is a number in [0, 1).
func (n noise) uniform(purpose, stream uint64, at int64, draw uint64) float64 {
	bits := mix(n.seed ^ mix(purpose^mix(stream^mix(uint64(at)^mix(draw)))))
	return float64(bits>>11) / (1 << 53)
}

// normal is a number of mean 0 and variance 1, within ±3.47: the sum of four uniform ones.
func (n noise) normal(purpose, stream uint64, at int64) float64 {
	sum := 0.0
	for draw := range uint64(4) {
		sum += n.uniform(purpose, stream, at, draw)
	}
	return float64((sum - 2) * math.Sqrt(3))
}

// fewCalls is the mean below which calls are drawn one by one.
const fewCalls = 8

// count is how many calls come where mean are expected, much as Poisson has it.
func (n noise) count(mean float64, stream uint64, at int64) float64 {
	if mean >= fewCalls {
		return math.Max(0, math.Round(mean+float64(math.Sqrt(mean)*n.normal(forCalls, stream, at))))
	}
	const trials = 2 * fewCalls
	count := 0.0
	for draw := range uint64(trials) {
		if n.uniform(forCalls, stream, at, draw) < mean/trials {
			count++
		}
	}
	return count
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
