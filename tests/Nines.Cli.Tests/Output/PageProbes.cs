namespace Nines.Cli.Tests.Output;

/// <summary>Questions to a page in the browser's own language.</summary>
internal static class PageProbes
{
    /// <summary>Texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2 AA).</summary>
    public const string FaintText = """
        () => {
          const parse = text => {
            const found = text.match(/[\d.]+/g);
            return found ? found.map(Number) : [0, 0, 0, 0];
          };
          const linear = value => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
          const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
          const over = (top, below) => {
            const alpha = top.length > 3 ? top[3] : 1;
            return [0, 1, 2].map(i => top[i] * alpha + below[i] * (1 - alpha));
          };
          const ground = element => {
            const layers = [];
            const box = element.closest('g.box');
            if (box) {
              return parse(getComputedStyle(box.querySelector('rect')).fill);
            }
            for (let at = element; at; at = at.parentElement) {
              const colour = parse(getComputedStyle(at).backgroundColor);
              layers.push(colour.length > 3 ? colour : [...colour, 1]);
            }
            return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
          };
          const faint = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode.data.trim();
            const element = walker.currentNode.parentElement;
            if (!text || !element.checkVisibility() || ['title', 'desc'].includes(element.tagName)) continue;
            const style = getComputedStyle(element);
            const ink = parse(element instanceof SVGElement ? style.fill : style.color);
            const [a, b] = [luminance(ink), luminance(ground(element))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${element.tagName} ${element.className.baseVal ?? element.className}: ${text}`);
          }
          return [...new Set(faint)];
        }
        """;

    /// <summary>Elements that stick out of the page, apart from those in a part that scrolls by itself; tables that stack never need to.</summary>
    public const string WiderThanPage = """
        () => [...document.querySelectorAll('body *')].filter(element => {
          const scroll = element.closest('.scroll');
          const scrolls = scroll && scroll !== element && getComputedStyle(scroll).overflowX === 'auto' && !element.closest('table.stack');
          return !scrolls && element.checkVisibility() && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
        }).map(element => `${element.tagName} ${element.className.baseVal ?? element.className}: ${element.textContent.slice(0, 60)}`)
        """;

    /// <summary>Texts of diagrams that stick out of their box or of the drawing.</summary>
    public const string SpilledText = """
        () => [...document.querySelectorAll('svg.sketch text')].filter(text => {
          const own = text.getBoundingClientRect();
          const around = (text.closest('g.box')?.querySelector('rect') ?? text.ownerSVGElement).getBoundingClientRect();
          return own.left < around.left || own.right > around.right || own.top < around.top - 1 || own.bottom > around.bottom + 1;
        }).map(text => text.textContent)
        """;
}
