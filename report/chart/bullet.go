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
	bulletUnder  Length = 11 // from the top to the baseline of the words under the bar
	bulletGap    Length = 4  // between words
	targetReach  Length = 0.8
	targetApart  Length = 0.5 // from the target's line to words
	elapsedWidth Length = 1.8
)

var (
	bulletTitleStyle = TextStyle{Size: NoteSize, Weight: typeface.Bold, Colour: Ink}
	bulletValueStyle = TextStyle{Size: NoteSize, Colour: Ink}
)

// BulletHeight is how high a bullet of that width is: a line of words over the bar, a line under it with the mark of the time
// that is over, and one more for the note, where those have no room for it.
func BulletHeight(b report.Bullet, width Length) Length {
	if newBulletPlot(nil, Rect{Width: width}, b).note == noteAlone {
		return bulletHeight + bulletNote
	}
	return bulletHeight
}

// DrawBullet draws a budget within r: what is used as a bar on a quiet ground, the target as an upright line, the forecast
// as a thin line that goes on from the bar, and under the bar how much of the budget's time is over. It fails, having drawn
// nothing, for a figure that cannot be drawn.
func DrawBullet(c Canvas, r Rect, b report.Bullet) error {
	if err := checkBullet(r, b); err != nil {
		return err
	}
	p := newBulletPlot(c, r, b)
	p.drawWords()
	p.drawBar()
	p.drawElapsed()
	annotate(c, p.bar, joined(b.Title, b.Value, b.Note))
	return nil
}

// bulletPlot is a budget with the places of its parts.
type bulletPlot struct {
	canvas  Canvas
	whole   Rect
	bar     Rect
	bullet  report.Bullet
	elapsed elapsedMark
	note    notePlace
}

// elapsedMark is where the mark of the time that is over points at, and its label with it.
type elapsedMark struct {
	at          Length
	label       Length // the end of the label that is at the mark
	align       Align
	style       TextStyle
	left, right Length // of mark and label
}

// notePlace is where the note stands: behind title and value, under the bar before or behind the elapsed time, or in a line of
// its own.
type notePlace int

const (
	noteBehindWords notePlace = iota
	noteBeforeMark
	noteBehindMark
	noteAlone
)

func newBulletPlot(c Canvas, r Rect, b report.Bullet) bulletPlot {
	p := bulletPlot{canvas: c, whole: r, bar: Rect{r.Left, r.Top + bulletTop, r.Width, bulletBar}, bullet: b}
	p.elapsed = p.placeElapsed()
	p.note = p.placeNote()
	return p
}

func (p bulletPlot) x(fraction float64) Length { return p.bar.Left + p.bar.Width*Length(fraction) }

// placeElapsed puts the label behind its mark; or before it at the bar's end, and where the line of the target would touch it, if
// there is room.
func (p bulletPlot) placeElapsed() elapsedMark {
	b := p.bullet
	if b.Elapsed <= 0 {
		return elapsedMark{left: p.whole.Right(), right: p.whole.Left}
	}
	m := elapsedMark{at: p.x(b.Elapsed), style: tickStyle.Fit(b.ElapsedLabel, p.bar.Width/2)}
	width := TextWidth(b.ElapsedLabel, m.style)
	m.label, m.left, m.right = m.at+elapsedWidth, m.at-elapsedWidth/2, m.at+elapsedWidth+width
	target, before := p.x(b.Target), m.at-elapsedWidth-width
	touched := target > m.label-targetApart && target < m.right+targetApart
	switch {
	case m.right > p.bar.Right() || touched && before >= p.bar.Left:
		m.align, m.label, m.left, m.right = Right, m.at-elapsedWidth, before, m.at+elapsedWidth/2
	case touched: // there is no room before the mark: behind the target
		m.label, m.right = target+targetApart, target+targetApart+width
	}
	return m
}

func (p bulletPlot) placeNote() notePlace {
	b := p.bullet
	note := TextWidth(b.Note, rankHeadStyle)
	words := TextWidth(b.Title, bulletTitleStyle) + bulletGap + TextWidth(b.Value, bulletValueStyle)
	switch {
	case b.Note == "" || words+bulletGap+note <= p.whole.Width:
		return noteBehindWords
	case p.whole.Left+note+bulletGap <= p.elapsed.left:
		return noteBeforeMark
	case p.elapsed.right+bulletGap+note <= p.whole.Right():
		return noteBehindMark
	}
	return noteAlone
}

// drawWords writes title and value at both ends of a line; with room for the note, that is at the right.
func (p bulletPlot) drawWords() {
	b, left, right := p.bullet, p.whole.Left, p.whole.Right()
	baseline := p.whole.Top + NoteSize.Length()
	title, value := p.wordStyles()
	p.canvas.Text(b.Title, At(left, baseline), title)
	used := TextWidth(b.Title, title) + bulletGap
	if p.note == noteBehindWords && b.Note != "" {
		p.canvas.Text(b.Value, At(left+used, baseline), value)
		p.canvas.Text(b.Note, At(right, baseline), rankHeadStyle.Aligned(Right))
		return
	}
	p.canvas.Text(b.Value, At(right, baseline), value.Aligned(Right))
	under := p.whole.Top + bulletUnder
	switch p.note {
	case noteBeforeMark:
		p.canvas.Text(b.Note, At(left, under), rankHeadStyle)
	case noteBehindMark:
		p.canvas.Text(b.Note, At(right, under), rankHeadStyle.Aligned(Right))
	case noteAlone:
		p.canvas.Text(b.Note, At(left, under+bulletNote), rankHeadStyle.Fit(b.Note, p.whole.Width))
	}
}

// wordStyles are those of title and value, both made smaller alike where they are too long for a line.
func (p bulletPlot) wordStyles() (title, value TextStyle) {
	title, value = bulletTitleStyle, bulletValueStyle
	room := p.whole.Width - bulletGap
	if natural := TextWidth(p.bullet.Title, title) + TextWidth(p.bullet.Value, value); natural > room {
		title.Size *= Points(room / natural)
		value.Size *= Points(room / natural)
	}
	return title, value
}

func (p bulletPlot) drawBar() {
	b, bar := p.bullet, p.bar
	middle := bar.Top + bar.Height/2
	colour := Axis
	if b.Over {
		colour = Warning
	}
	p.canvas.Area(bar.Polygon(), Band)
	if b.Used > 0 {
		p.canvas.Area(Rect{bar.Left, bar.Top + 0.6, p.x(b.Used) - bar.Left, bar.Height - 1.2}.Polygon(), colour)
	}
	if b.Forecast > b.Used {
		p.canvas.Line([]Point{At(p.x(b.Used), middle), At(p.x(b.Forecast), middle)}, Stroke{Width: 0.35, Colour: colour})
		p.canvas.Area(Disc(At(p.x(b.Forecast), middle), dotRadius), colour)
	}
	if b.Target > 0 {
		x := p.x(b.Target)
		p.canvas.Line([]Point{At(x, bar.Top-targetReach), At(x, bar.Bottom()+targetReach)}, Stroke{Width: 0.6, Colour: Ink})
	}
}

// drawElapsed points at the bar from below, where as much of the scale is over as of the time.
func (p bulletPlot) drawElapsed() {
	if p.bullet.Elapsed <= 0 {
		return
	}
	m, top := p.elapsed, p.bar.Bottom()+0.3
	p.canvas.Area([]Point{At(m.at, top), At(m.at+elapsedWidth/2, top+1.4), At(m.at-elapsedWidth/2, top+1.4)}, Quiet)
	p.canvas.Text(p.bullet.ElapsedLabel, At(m.label, p.whole.Top+bulletUnder), m.style.Aligned(m.align))
}
