using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Domains;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Audit;

/// <summary>
/// Rates of failure that somebody knows better, as YAML or JSON: <c>zone: { failuresPerYear: 0.5, timeToRestore: 2h }</c>, and the times
/// <c>detection</c>, <c>eviction</c> and <c>start</c>. What it does not name stays as in the table.
/// </summary>
/// <param name="Rates">The table with what the file says.</param>
/// <param name="Named">The kinds of domain that it names, where they stand.</param>
internal sealed record RatesFile(DomainRates Rates, ImmutableArray<(string Key, SourcePosition Position)> Named)
{
    private const string Failures = "failuresPerYear";
    private const string Restore = "timeToRestore";
    private const double LongestSeconds = 3650 * 86_400.0;

    private static readonly string[] s_times = ["detection", "eviction", "start"];

    private static readonly string[] s_kinds =
        [DomainKeys.Region, DomainKeys.Zone, DomainKeys.FaultDomain, DomainKeys.UpdateDomain, DomainKeys.NodePool, DomainKeys.Node, DomainRates.Pod, DomainRates.Custom];

    public static ReadResult<RatesFile> Read(string name, Func<Stream> standardInput, CancellationToken cancellation)
    {
        ReadResult<InputFile> file = InputFile.Read(name, standardInput, 1 << 20);
        ReadResult<DocumentNode> document = file.IsValid
            ? YamlDocument.Parse(file.Value.Content, name, null, cancellation)
            : ReadResult.Failed<DocumentNode>(file.Diagnostics);
        return document.IsValid ? Read(document.Value) : ReadResult.Failed<RatesFile>(document.Diagnostics);
    }

    /// <summary>Names that are no kind of domain of this run: a rate that nothing uses is a slip of the pen.</summary>
    public IEnumerable<Diagnostic> UnknownKeys(DomainOptions domains)
    {
        HashSet<string> known = [.. s_kinds, .. domains.Labels.Select(label => label.Name), .. domains.Known.SelectMany(node => node.Values.Keys)];
        return Named.Where(named => !known.Contains(named.Key)).Select(named => new Diagnostic(
            named.Position, $"'{Plain.Of(named.Key, 80)}' is no kind of domain here; expected one of {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}, or {string.Join(", ", s_times)}.",
            Spelling.Hint(named.Key, known.Concat(s_times))));
    }

    private static ReadResult<RatesFile> Read(DocumentNode document)
    {
        if (document is not MappingNode root)
        {
            return ReadResult.Failed<RatesFile>(new Diagnostic(document.Position, "expected a mapping of kinds of domain, such as zone: { failuresPerYear: 0.5, timeToRestore: 2h }."));
        }

        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        var named = ImmutableArray.CreateBuilder<(string, SourcePosition)>();
        DomainRates rates = DomainRates.Default;
        foreach (DocumentEntry entry in root.Entries)
        {
            if (s_times.Contains(entry.Key))
            {
                TimeSpan time = Time(entry.Key, entry.Value, 0, faults);
                rates = entry.Key switch
                {
                    "detection" => rates with { Detection = time },
                    "eviction" => rates with { Eviction = time },
                    _ => rates with { Start = time },
                };
            }
            else
            {
                named.Add((entry.Key, entry.KeyPosition));
                rates = rates with { ByKey = rates.ByKey.SetItem(entry.Key, Rate(entry, faults)) };
            }
        }

        return faults.Count == 0 ? ReadResult.Of(new RatesFile(rates, named.ToImmutable())) : ReadResult.Failed<RatesFile>(faults.ToImmutable());
    }

    private static DomainRate Rate(DocumentEntry entry, ImmutableArray<Diagnostic>.Builder faults)
    {
        var none = new DomainRate(0, TimeSpan.FromSeconds(1));
        if (entry.Value is not MappingNode mapping)
        {
            faults.Add(new Diagnostic(entry.Value.Position, $"expected {{ {Failures}: 0.5, {Restore}: 2h }} here."));
            return none;
        }

        double? failures = null;
        TimeSpan? restore = null;
        foreach (DocumentEntry field in mapping.Entries)
        {
            switch (field.Key)
            {
                case Failures:
                    failures = Number(field.Value, faults);
                    break;
                case Restore:
                    restore = Time(Restore, field.Value, double.Epsilon, faults);
                    break;
                default:
                    faults.Add(new Diagnostic(
                        field.KeyPosition, $"'{Plain.Of(field.Key, 80)}' is not known here; expected {Failures} and {Restore}.", Spelling.Hint(field.Key, [Failures, Restore])));
                    break;
            }
        }

        foreach (string missing in (string[])[.. failures is null ? (string[])[Failures] : [], .. restore is null ? (string[])[Restore] : []])
        {
            faults.Add(new Diagnostic(mapping.Position, $"{missing} is missing."));
        }

        return new DomainRate(failures ?? 0, restore ?? none.TimeToRestore);
    }

    private static double Number(DocumentNode node, ImmutableArray<Diagnostic>.Builder faults)
    {
        if (node is ScalarNode { Value: var text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1e6)
        {
            return number;
        }

        faults.Add(new Diagnostic(node.Position, $"{Failures} is no number from 0 to 1,000,000."));
        return 0;
    }

    private static TimeSpan Time(string key, DocumentNode node, double least, ImmutableArray<Diagnostic>.Builder faults)
    {
        if (node is ScalarNode { Value: var text } && OptionKinds.Seconds(text) is { } seconds && seconds >= least && seconds <= LongestSeconds)
        {
            TimeSpan time = TimeSpan.FromSeconds(seconds);
            if (time > TimeSpan.Zero || least == 0)
            {
                return time;
            }
        }

        faults.Add(new Diagnostic(node.Position, $"{key} is no length of time{(least > 0 ? " above 0" : "")} such as 90s, 15m or 4h."));
        return TimeSpan.FromSeconds(1);
    }
}
