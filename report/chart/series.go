package chart

import (
	"slices"

	"tokenreport/report"
	"tokenreport/report/typeface"
)

// seriesBlock is a series' name and value, written at the right end of its layer.
type seriesBlock struct {
	name   []string // lines
	value  []string
	size   Points
	colour Colour // of the words
	middle float64
	width  Length
}

const blockGap Length = 1.2

// seriesBlocks returns the blocks from top to bottom, in the largest type in which all figures are whole and all
// blocks fit in the room. A day without columns has none: its words say so. band is the name of the usual range, where it
// is to stand among them.
func seriesBlocks(c Canvas, d report.UsageChart, band string, widest, room Length) []seriesBlock {
	const least Points = 4
	if len(d.Columns) == 0 && band == "" {
		return nil
	}
	for size := NoteSize; ; size-- {
		var blocks []seriesBlock
		whole := true
		if len(d.Columns) > 0 {
			blocks, whole = blocksOfSize(c, d, widest, size)
		}
		if band != "" {
			blocks = withBand(blocks, newBandBlock(c, d, band, widest, size))
		}
		height := -blockGap
		for _, b := range blocks {
			height += b.height() + blockGap
		}
		if whole && height <= room || size <= least {
			return blocks
		}
	}
}

// blocksOfSize also tells whether every value is on one line.
func blocksOfSize(c Canvas, d report.UsageChart, widest Length, size Points) (blocks []seriesBlock, whole bool) {
	last := d.Columns[len(d.Columns)-1]
	if last.Until < 1-slack {
		last = report.Column{} // at the right end there is nothing: the blocks stand on the zero line
	}
	blocks = append(blocks, newBlock(c, d.Total, Ink, last.Total, widest, size))
	if d.Stacked {
		blocks = append(blocks,
			newBlock(c, d.Output, OutputText, (last.Input+last.Total)/2, widest, size),
			newBlock(c, d.Input, Input, last.Input/2, widest, size))
	}
	whole = true
	for _, b := range blocks {
		whole = whole && len(b.value) <= 1
	}
	return blocks, whole
}

// newBandBlock is a block without a value beside the end of the usual range.
func newBandBlock(c Canvas, d report.UsageChart, band string, widest Length, size Points) seriesBlock {
	middle := 0.0
	if last := d.Usual[len(d.Usual)-1]; last.Until > 1-slack {
		middle = (last.Low + last.High) / 2
	}
	return newBlock(c, report.SeriesLabel{Name: band}, Quiet, middle, widest, size)
}

// withBand adds the block above those whose layers end lower.
func withBand(blocks []seriesBlock, band seriesBlock) []seriesBlock {
	i := 0
	for i < len(blocks) && blocks[i].middle > band.middle {
		i++
	}
	return slices.Insert(blocks, i, band)
}

func newBlock(c Canvas, label report.SeriesLabel, colour Colour, middle float64, widest Length, size Points) seriesBlock {
	b := seriesBlock{colour: colour, middle: middle, size: size}
	b.name = Wrap(label.Name, widest, b.nameStyle())
	b.value = Wrap(label.Value, widest, b.valueStyle())
	for _, line := range b.name {
		b.width = max(b.width, c.Width(line, b.nameStyle()))
	}
	for _, line := range b.value {
		b.width = max(b.width, c.Width(line, b.valueStyle()))
	}
	return b
}

func (b seriesBlock) nameStyle() TextStyle {
	return TextStyle{Size: b.size, Weight: typeface.Bold, Colour: b.colour}
}

func (b seriesBlock) valueStyle() TextStyle { return TextStyle{Size: b.size, Colour: b.colour} }

func (b seriesBlock) leading() Length { return 1.23 * b.size.Length() }

func (b seriesBlock) height() Length { return b.leading() * Length(len(b.name)+len(b.value)) }

func widestBlock(blocks []seriesBlock) Length {
	var widest Length
	for _, b := range blocks {
		widest = max(widest, b.width)
	}
	return widest
}

// drawSeries writes each block beside the end of its layer, moved just so far that none touches another.
func (p dayPlot) drawSeries() {
	for i, top := range p.spread() {
		b := p.series[i]
		at := At(p.area.Right()+labelGap, top+0.77*b.leading())
		for _, line := range b.name {
			p.canvas.Text(line, at, b.nameStyle())
			at.Y += b.leading()
		}
		for _, line := range b.value {
			p.canvas.Text(line, at, b.valueStyle())
			at.Y += b.leading()
		}
	}
}

// spread returns the tops of the blocks: each centred on its layer's end where it may be, above the block below
// it, and within the plot.
func (p dayPlot) spread() []Length {
	tops := make([]Length, len(p.series))
	floor := p.area.Bottom()
	for i := len(p.series) - 1; i >= 0; i-- {
		b := p.series[i]
		tops[i] = min(p.y(b.middle)-b.height()/2, floor-b.height())
		floor = tops[i] - blockGap
	}
	ceiling := p.area.Top
	for i, b := range p.series {
		tops[i] = max(tops[i], ceiling)
		ceiling = tops[i] + b.height() + blockGap
	}
	return tops
}
