//go:build race

package job_test

// raceDetector makes everything some ten times slower.
const raceDetector = true
