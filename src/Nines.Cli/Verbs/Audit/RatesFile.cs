using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Domains;
using Nines.Text;
using Nines.Text.Readers;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Audit;

/// <summary>
/// Failure rates measured by the user, as YAML or JSON: <c>zone: { failuresPerYear: 0.5, timeToRestore: 2h }</c>, and the times
/// <c>detection</c>, <c>eviction</c> and <c>start</c>. Keys that it omits keep the value of the built-in table.
/// </summary>
/// <param name="Rates">The built-in table with the changes of the file.</param>
/// <param name="Named">Kinds of failure domain in the file, with their positions.</param>
internal sealed record RatesFile(DomainRates Rates, ImmutableArray<(string Key, SourcePosition Position)> Named)
{
    private static readonly Key<double> s_failures = Keys.Required(
        "failuresPerYear", Numbers.Decimal("failures a year", 0, 1e6), 0, "Failures of one domain of this kind a year.");

    private static readonly Key<TimeSpan> s_restore = Keys.Required(
        "timeToRestore", DurationReader.Positive, TimeSpan.FromSeconds(1), "Mean time until the domain is back.");

    private static readonly MappingReader<DomainRate> s_rate = new(
        "rate", "a failure rate", "Failure rate of a kind of failure domain, such as { failuresPerYear: 0.5, timeToRestore: 2h }.", [s_failures, s_restore],
        fields => new DomainRate(fields.Get(s_failures), fields.Get(s_restore)));

    private static readonly string[] s_times = ["detection", "eviction", "start"];

    private static readonly string[] s_kinds = [.. DomainKinds.All, DomainRates.Pod, DomainRates.Custom];

    public static ReadResult<RatesFile> Read(string name, Func<Stream> standardInput, CancellationToken cancellation)
    {
        ReadResult<InputFile> file = InputFile.Read(name, standardInput, 1 << 20);
        ReadResult<DocumentNode> document = file.IsValid
            ? YamlDocument.Parse(file.Value.Content, name, null, cancellation)
            : ReadResult.Failed<DocumentNode>(file.Diagnostics);
        return document.IsValid ? Read(document.Value, cancellation) : ReadResult.Failed<RatesFile>(document.Diagnostics);
    }

    /// <summary>Finds keys that are not a kind of failure domain of this run: a rate without use is a misspelled key.</summary>
    public IEnumerable<Diagnostic> UnknownKeys(DomainOptions domains)
    {
        HashSet<string> known = [.. s_kinds, .. domains.Labels.Select(label => label.Name), .. domains.Known.SelectMany(node => node.Values.Keys)];
        return Named.Where(named => !known.Contains(named.Key)).Select(named => new Diagnostic(
            named.Position, $"'{Sanitizer.Clean(named.Key, 80)}' is not a kind of failure domain here; expected one of {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}, or {string.Join(", ", s_times)}.",
            Spelling.Hint(named.Key, known.Concat(s_times))));
    }

    private static ReadResult<RatesFile> Read(DocumentNode document, CancellationToken cancellation)
    {
        if (document is not MappingNode root)
        {
            return ReadResult.Failed<RatesFile>(new Diagnostic(
                document.Position, "Expected a mapping of kinds of failure domain.", "Write, for example, zone: { failuresPerYear: 0.5, timeToRestore: 2h }."));
        }

        var context = new ReadingContext(cancellation);
        var named = ImmutableArray.CreateBuilder<(string, SourcePosition)>();
        DomainRates rates = DomainRates.Default;
        foreach (DocumentEntry entry in root.Entries)
        {
            if (s_times.Contains(entry.Key))
            {
                DurationReader.Reaction.TryRead(entry.Value, context, out TimeSpan time);
                rates = entry.Key switch
                {
                    "detection" => rates with { Detection = time },
                    "eviction" => rates with { Eviction = time },
                    _ => rates with { Start = time },
                };
            }
            else if (s_rate.TryRead(entry.Key, entry.KeyPosition, entry.Value, context, out DomainRate? rate))
            {
                named.Add((entry.Key, entry.KeyPosition));
                rates = rates with { ByKey = rates.ByKey.SetItem(entry.Key, rate) };
            }
        }

        return context.ToResult(new RatesFile(rates, named.ToImmutable()));
    }
}
