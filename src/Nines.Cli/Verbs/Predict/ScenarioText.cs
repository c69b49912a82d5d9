using System.Collections.Immutable;
using Nines.Environments.Predictions;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Predict;

/// <summary>
/// Reads what follows <c>--what-if</c>: <c>regions.weu.cluster.tier=free</c>, <c>drop:regions.weu.network.onPremises.vpn</c>,
/// <c>lose:weu.zone1</c>; several joined with <c>;</c> happen together.
/// </summary>
internal static class ScenarioText
{
    private const string Where = "--what-if";
    private const string Expected = "Expected PATH=VALUE, drop:PATH or lose:DOMAIN.";

    public static ReadResult<Scenario> Parse(string text)
    {
        var changes = ImmutableArray.CreateBuilder<DocumentChange>();
        var lost = ImmutableArray.CreateBuilder<string>();
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (string part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Strip(part, "lose:") is { } domain)
            {
                lost.Add(domain);
            }
            else if (Strip(part, "drop:") is { } path)
            {
                changes.Add(new DocumentChange(path, null));
            }
            else if (part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                ReadResult<DocumentNode> value = YamlDocument.Parse(part[(equals + 1)..].Trim(), Where);
                faults.AddRange(value.Diagnostics);
                changes.Add(new DocumentChange(part[..equals].Trim(), value.Value));
            }
            else
            {
                faults.Add(new Diagnostic(new SourcePosition(Where, 0, 0), $"'{part}' is not understood.", Expected));
            }
        }

        if (changes.Count + lost.Count + faults.Count == 0)
        {
            faults.Add(new Diagnostic(new SourcePosition(Where, 0, 0), "The scenario is empty.", Expected));
        }

        return faults.Count == 0
            ? ReadResult.Of(new Scenario(text, changes.ToImmutable(), lost.ToImmutable()))
            : ReadResult.Failed<Scenario>(faults.ToImmutable());
    }

    private static string? Strip(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..].Trim() : null;
}
