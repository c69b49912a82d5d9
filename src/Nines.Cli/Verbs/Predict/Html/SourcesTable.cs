using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Source of each number; components with equal numbers and sources share a row.</summary>
internal static class SourcesTable
{
    private const int MaxRows = 200;

    public static void Write(HtmlText html, SystemModel system, string id)
    {
        ImmutableArray<ImmutableArray<Component>> rows =
        [
            .. system.Components
                .GroupBy(item => (item.Kind, item.Cause, item.Unavailability, item.MeanDownTime, item.UnavailabilitySource))
                .Select(group => group.ToImmutableArray()),
        ];
        html.Write($"""<h2 id="{id}">Sources</h2>{"\n"}""");
        html.Write($"<p>{PredictPhrases.SourceCounts(system)}</p>\n");
        if (PredictPhrases.SourcesNote(system) is { } note)
        {
            html.Write($"<p>{note}</p>\n");
        }

        html.Write($"""
            <div class="scroll"><table><thead><tr><th scope="col">Component</th><th scope="col" class="n">Availability</th><th scope="col" class="n">Mean down time</th><th scope="col">Source</th></tr></thead><tbody>

            """);
        foreach (ImmutableArray<Component> row in rows.Take(MaxRows))
        {
            Component first = row[0];
            string more = row.Length > 1 ? $" and {row.Length - 1:N0} more like it" : string.Empty;
            string repair = first.MeanDownTime is { } time ? Figures.Duration(time.TotalSeconds) : "not known";
            html.Write($"""<tr><th scope="row">{first.Label}<span class="soft">{more}</span></th><td class="n">{Figures.Availability(first.Unavailability)}</td><td class="n">{repair}</td><td>""");
            WriteSource(html, first.UnavailabilitySource);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table></div>\n");
        if (rows.Length > MaxRows)
        {
            html.Write($"""<p class="soft">And {rows.Length - MaxRows} more rows.</p>{"\n"}""");
        }
    }

    private static void WriteSource(HtmlText html, Provenance source)
    {
        html.Write($"{source.Text}");
        if (source.Url is { } url)
        {
            // Only what a browser opens as a page: anything else could run in the reader's name.
            bool isPage = Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
                && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
            if (isPage)
            {
                html.Write($""" (<a href="{address!.AbsoluteUri}" rel="noreferrer">{address.Host}</a>)""");
            }
            else
            {
                html.Write($" ({url})");
            }
        }

        string date = source.Date is null ? string.Empty : $", {source.Date}";
        string confidence = source.Confidence is { } trust ? $", {trust.ToString().ToLowerInvariant()} confidence" : string.Empty;
        html.Write($"""<br><span class="soft">{PredictPhrases.Source(source.Kind)}{date}{confidence}</span>""");
    }
}
