using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Nines.Guard.Tests.Setup.Monitoring;

/// <summary>An expression of PromQL, as far as the names in it go.</summary>
/// <param name="Where">For messages.</param>
internal sealed partial record Expression(string Where, string Text)
{
    /// <summary>Words in the place of a metric.</summary>
    private static readonly string[] s_words =
    [
        "sum", "min", "max", "count", "by", "rate", "increase", "histogram_quantile", "time", "absent", "vector", "and", "or", "offset",
    ];

    /// <summary>Every metric with the labels that are asked of it; both as written.</summary>
    public ImmutableArray<Selector> Selectors =>
    [
        .. Selecting().Matches(Text)
            .Where(match => !s_words.Contains(match.Groups["name"].Value) && !InList(match.Index))
            .Select(match => new Selector(
                match.Groups["name"].Value,
                [.. Matching().Matches(match.Groups["labels"].Value).Select(label => (label.Groups["name"].Value, label.Groups["value"].Value))])),
    ];

    /// <summary>The labels that results are grouped by.</summary>
    public ImmutableArray<string> Grouping =>
        [.. Lists().Matches(Text).SelectMany(list => list.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    private bool InList(int index) => Lists().Matches(Text).Any(list => index >= list.Index && index < list.Index + list.Length);

    // A name, and the braces behind it; not inside of quotes, and not a unit behind a number.
    [GeneratedRegex("(?<![\\w\"$:.])(?<name>[a-zA-Z_:][\\w:]*)(?:\\{(?<labels>[^}]*)\\})?(?![\\w\"=!~])(?<!\\[[^\\]]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selecting();

    [GeneratedRegex("(?<name>\\w+)\\s*(=~|!~|!=|=)\\s*\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Matching();

    [GeneratedRegex("\\bby \\((?<names>[^)]*)\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lists();
}

/// <param name="Labels">Name and value of each matcher.</param>
internal sealed record Selector(string Name, ImmutableArray<(string Name, string Value)> Labels);
