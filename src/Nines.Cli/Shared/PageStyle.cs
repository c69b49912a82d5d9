namespace Nines.Cli.Shared;

/// <summary>The page's one style sheet: light, dark and print.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --panel: #f6f7f9; --line: #d9dde3; --ink: #1a1e24; --soft: #55606e; --link: #0b57a4;
          --good: #17653a; --good-ground: #e2f4e8; --bad: #a3221a; --bad-ground: #fde8e6; --bar: #3b72b0;
          --wire: #8a94a1; --frame: #b4bcc7; --frame-ground: #6b7d9510;
          --h0: #ffffff; --h1: #fff6dc; --h2: #ffe7b0; --h3: #ffcd85; --h4: #f7a566; --h5: #b93a1e; --h5-ink: #ffffff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171c; --panel: #1c2027; --line: #333a45; --ink: #e8ebf0; --soft: #a4aebc; --link: #7db8f5;
            --good: #7fd6a0; --good-ground: #16301f; --bad: #ff9d92; --bad-ground: #431b18; --bar: #5e97d6;
            --wire: #7a8595; --frame: #4a5361; --frame-ground: #8fa3c010;
            --h0: #20252d; --h1: #332e20; --h2: #4a3a1c; --h3: #664519; --h4: #86441c; --h5: #d4512f; --h5-ink: #000000;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
          overflow-wrap: break-word;
        }
        main, header { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 32px; }
        main { padding-bottom: 40px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; }
        h2 { font-size: 20px; line-height: 1.3; margin: 44px 0 6px; padding-top: 14px; border-top: 1px solid var(--line); }
        h2.file { font-size: 23px; border-top: 3px solid var(--line); padding-top: 18px; margin-top: 60px; }
        h3 { font-size: 15px; margin: 26px 0 6px; }
        p { margin: 6px 0; max-width: 78ch; }
        a { color: var(--link); }
        code { font: 13px/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .soft { color: var(--soft); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: 14px; margin: 22px 0; padding: 0; list-style: none; }
        .card { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; min-width: 0; }
        .card a { color: inherit; text-decoration: none; font-weight: 600; }
        .card a:hover { text-decoration: underline; }
        .figure { font-size: 29px; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; margin: 4px 0 2px; }
        .badge { display: inline-block; border-radius: 999px; padding: 2px 10px; margin-top: 8px; font-size: 13px; font-weight: 600; }
        .met { color: var(--good); background: var(--good-ground); }
        .missed { color: var(--bad); background: var(--bad-ground); }
        td:has(.edit), th + td:has(.edit) { width: 42%; }
        .scroll { overflow-x: auto; max-width: 100%; padding: 2px 0; }
        .scroll + .scroll { margin-top: 22px; }
        .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        table.narrow { width: auto; }
        span.narrow { display: none; }
        caption { text-align: left; color: var(--soft); padding: 0 0 6px; }
        th, td { text-align: left; vertical-align: top; padding: 6px 18px 6px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
        thead th { font-size: 13px; font-weight: 600; color: var(--soft); white-space: nowrap; }
        th:last-child, td:last-child { padding-right: 0; }
        .n { text-align: right; white-space: nowrap; }
        .best { font-weight: 700; color: var(--good); }
        .worst { color: var(--bad); font-weight: 600; }
        .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 44px; }
        .two > * { min-width: 0; }
        svg { display: block; }
        svg text { fill: var(--ink); font-size: 12.5px; }
        .sketch text { font-size: 12px; }
        .frame { fill: var(--frame-ground); stroke: var(--frame); }
        .sketch .domain { fill: var(--soft); font-size: 11.5px; font-weight: 600; }
        .sketch .label { fill: var(--soft); font-size: 11.5px; }
        .wire { fill: none; stroke: var(--wire); stroke-width: 1.5; }
        .box rect { fill: var(--h0); stroke: var(--wire); }
        .box .note { font-size: 11px; }
        .mark { fill: none; stroke: var(--soft); stroke-width: 1.2; } .box.h5 .mark { stroke: var(--h5-ink); }
        .box.more rect { stroke-dasharray: 4 3; }
        .box.h1 rect { fill: var(--h1); } .box.h2 rect { fill: var(--h2); } .box.h3 rect { fill: var(--h3); }
        .box.h4 rect { fill: var(--h4); } .box.h5 rect { fill: var(--h5); } .box.h5 text { fill: var(--h5-ink); }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
        .legend svg { display: inline-block; vertical-align: -2px; margin-right: 5px; }
        nav ul { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 12px 0 0; padding: 0; list-style: none; font-size: 14px; }
        code.edit { display: block; color: var(--soft); overflow-wrap: anywhere; padding: 1px 0; }
        .guide { background: var(--panel); font-size: 14px; }
        .track { fill: var(--panel); } .bar { fill: var(--bar); }
        details { border: 1px solid var(--line); border-radius: 8px; padding: 8px 14px; margin: 14px 0; }
        details details, details .line { border: 0; border-left: 2px solid var(--line); border-radius: 0; margin: 4px 0 4px 4px; padding: 2px 0 2px 12px; }
        summary { cursor: pointer; font-weight: 600; }
        .notes { padding-left: 20px; margin: 6px 0; max-width: 84ch; }
        @media (max-width: 620px) {
          main, header { padding-left: 14px; padding-right: 14px; }
          th, td { padding-right: 10px; }
          .figure { font-size: 25px; }
          .stack thead { display: none; }
          span.narrow { display: inline; }
          .stack, .stack tbody, .stack tr, .stack th, .stack td, .stack caption { display: block; width: auto; padding-right: 0; }
          .stack tr { border-bottom: 1px solid var(--line); padding: 8px 0; }
          .stack td:has(.edit) { width: auto; }
          .stack th, .stack td, .stack .n { border: 0; padding: 1px 0; text-align: left; }
          .stack td.n { display: inline-block; margin-right: 16px; }
        }
        @media print {
          :root {
            color-scheme: light;
            --ground: #ffffff; --panel: #f6f7f9; --line: #cfd4db; --ink: #000000; --soft: #444c57; --link: #000000;
            --good: #17653a; --good-ground: #e2f4e8; --bad: #a3221a; --bad-ground: #fde8e6; --bar: #3b72b0;
            --wire: #6d7783; --frame: #9aa3af; --frame-ground: #6b7d9510;
            --h0: #ffffff; --h1: #fff6dc; --h2: #ffe7b0; --h3: #ffcd85; --h4: #f7a566; --h5: #b93a1e; --h5-ink: #ffffff;
          }
          @page { size: A4; margin: 14mm; }
          body { font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          main, header { max-width: none; padding: 0; }
          .scroll { overflow: visible; }
          th, td { padding: 4px 8px 4px 0; overflow-wrap: anywhere; }
          thead th { white-space: normal; font-size: 8.5pt; overflow-wrap: normal; }
          details table { font-size: 8.5pt; }
          details::details-content { content-visibility: visible; block-size: auto; }
          thead { display: table-header-group; }
          .sketch { max-width: 100%; height: auto; max-height: 240mm; }
          h2, h3, h2 + p, caption { break-after: avoid; }
          .card, tr, .legend, figure { break-inside: avoid; }
          .two { display: block; }
          nav { display: none; }
        }
        """;
}
