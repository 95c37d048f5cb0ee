package chart

import (
	"tokenreport/report"
	"tokenreport/report/typeface"
)

const (
	bulletHeight Length = 12
	bulletNote   Length = 3.8 // more, where the note has a line of its own
	bulletTop    Length = 5   // from the words' line to the bar
	bulletBar    Length = 3
	targetReach  Length = 0.8 // of the target's line beyond the bar
)

var (
	bulletTitleStyle = TextStyle{Size: NoteSize, Weight: typeface.Bold, Colour: Ink}
	bulletValueStyle = TextStyle{Size: NoteSize, Colour: Ink}
)

// BulletHeight is how high a bullet of that width is: a line of words over the bar, the mark of the time that is over
// under it, and the note, where the words leave no room for it.
func BulletHeight(b report.Bullet, width Length) Length {
	if bulletNoteBeside(b, width) {
		return bulletHeight
	}
	return bulletHeight + bulletNote
}

func bulletNoteBeside(b report.Bullet, width Length) bool {
	const gap = 4
	words := TextWidth(b.Title, bulletTitleStyle) + gap + TextWidth(b.Value, bulletValueStyle)
	return b.Note == "" || words+gap+TextWidth(b.Note, rankHeadStyle) <= width
}

// DrawBullet draws a budget within r: what is used as a bar on a quiet ground, the target as an upright line, the forecast
// as a thin line that goes on from the bar, and under the bar how much of the budget's time is over. It fails, having drawn
// nothing, for a figure that cannot be drawn.
func DrawBullet(c Canvas, r Rect, b report.Bullet) error {
	if err := checkBullet(r, b); err != nil {
		return err
	}
	drawBulletWords(c, r, b)
	bar := Rect{r.Left, r.Top + bulletTop, r.Width, bulletBar}
	x := func(fraction float64) Length { return bar.Left + bar.Width*Length(fraction) }
	middle := bar.Top + bar.Height/2
	colour := Axis
	if b.Over {
		colour = Warning
	}
	c.Area(bar.Polygon(), Band)
	if b.Used > 0 {
		c.Area(Rect{bar.Left, bar.Top + 0.6, x(b.Used) - bar.Left, bar.Height - 1.2}.Polygon(), colour)
	}
	if b.Forecast > b.Used {
		c.Line([]Point{At(x(b.Used), middle), At(x(b.Forecast), middle)}, Stroke{Width: 0.35, Colour: colour})
		c.Area(Disc(At(x(b.Forecast), middle), dotRadius), colour)
	}
	if b.Target > 0 {
		c.Line([]Point{At(x(b.Target), bar.Top-targetReach), At(x(b.Target), bar.Bottom()+targetReach)}, Stroke{Width: 0.6, Colour: Ink})
	}
	drawElapsed(c, bar, b)
	annotate(c, bar, joined(b.Title, b.Value, b.Note))
	return nil
}

// drawBulletWords writes title and value at both ends of a line; with room for the note, that is at the right.
func drawBulletWords(c Canvas, r Rect, b report.Bullet) {
	const gap = 4
	baseline := r.Top + NoteSize.Length()
	title := bulletTitleStyle.Fit(b.Title, 0.45*r.Width)
	c.Text(b.Title, At(r.Left, baseline), title)
	used := c.Width(b.Title, title) + gap
	if b.Note != "" && bulletNoteBeside(b, r.Width) {
		c.Text(b.Value, At(r.Left+used, baseline), bulletValueStyle)
		c.Text(b.Note, At(r.Right(), baseline), rankHeadStyle.Aligned(Right))
		return
	}
	c.Text(b.Value, At(r.Right(), baseline), bulletValueStyle.Fit(b.Value, r.Width-used).Aligned(Right))
	c.Text(b.Note, At(r.Left, r.Top+bulletHeight+bulletNote-1.2), rankHeadStyle.Fit(b.Note, r.Width))
}

// drawElapsed points at the bar from below, where as much of the scale is over as of the time.
func drawElapsed(c Canvas, bar Rect, b report.Bullet) {
	if b.Elapsed <= 0 {
		return
	}
	at, top := bar.Left+bar.Width*Length(b.Elapsed), bar.Bottom()+0.3
	c.Area([]Point{At(at, top), At(at+0.9, top+1.4), At(at-0.9, top+1.4)}, Quiet)
	half := c.Width(b.ElapsedLabel, tickStyle) / 2
	align, x := Left, at+1.8
	if x+2*half > bar.Right() {
		align, x = Right, at-1.8
	}
	c.Text(b.ElapsedLabel, At(x, top+2.6), tickStyle.Fit(b.ElapsedLabel, bar.Width/2).Aligned(align))
}
