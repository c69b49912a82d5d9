using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Nines.Clouds;

namespace Nines.Cli.Shared;

/// <summary>Options of every verb that needs the failure domains of nodes.</summary>
internal sealed class DomainSourceOptions
{
    private const int MaxLabels = 32;

    private readonly Option<string[]> _domain = new("--domain")
    {
        Description = "Add a kind of failure domain, or change the label of a built-in one (zone, fault-domain, update-domain, node-pool, region): nodes with the same value of LABEL fail together. May be repeated.",
        HelpName = "NAME=LABEL",
    };

    private readonly Option<string?> _table = new("--domains-file")
    {
        Description = "Read the failure domains of nodes from a table (CSV, YAML or JSON); needs no access to Azure.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _azure = new("--azure")
    {
        Description = "Read fault and update domains of the nodes from Azure Resource Manager, with the signed-in identity.",
    };

    private readonly Option<string?> _cloud = new("--azure-cloud") { Description = $"Azure cloud: {string.Join(", ", AzureCloud.Names)}. [default: {AzureCloud.Public.Name}]", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Add(_domain);
        command.Add(_table);
        command.Add(_azure);
        command.Add(_cloud);
        _domain.Validators.Add(Check);
        _cloud.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && AzureCloud.Find(name) is null)
            {
                result.AddError($"--azure-cloud '{name}' is unknown; expected {string.Join(" or ", AzureCloud.Names)}.");
            }
        });
    }

    /// <summary>Requires a source of failure domains.</summary>
    public void RequireNodes(Command command) => command.Validators.Add(result =>
    {
        if (!result.GetValue(_azure) && result.GetValue(_table) is null)
        {
            result.AddError("No source of failure domains is given; expected --azure, or --domains-file FILE with a table of nodes and their domains.");
        }
    });

    public DomainSources Read(ParseResult parsed) => new(
        [.. (parsed.GetValue(_domain) ?? []).Select(Split)],
        parsed.GetValue(_table),
        parsed.GetValue(_azure) ? AzureCloud.Find(parsed.GetValue(_cloud) ?? "public") : null);

    private static void Check(OptionResult result)
    {
        string[] pairs = result.GetValueOrDefault<string[]>() ?? [];
        if (pairs.Length > MaxLabels)
        {
            result.AddError($"--domain is given {pairs.Length} times; expected {MaxLabels} at most.");
        }

        foreach (string pair in pairs)
        {
            (string name, string label) = Split(pair);
            bool isName = name.Length is > 0 and <= 63 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
            if (!isName || label.Length is 0 or > 317)
            {
                result.AddError($"--domain '{pair}' is not understood; expected NAME=LABEL such as rack=example.com/rack, with a name of letters, digits and '-'.");
            }
        }

        foreach (string name in pairs.Select(pair => Split(pair).Name).GroupBy(name => name).Where(group => group.Skip(1).Any()).Select(group => group.Key))
        {
            result.AddError($"--domain {name} is given twice; expected one label for each name.");
        }
    }

    private static (string Name, string Label) Split(string pair)
    {
        int at = pair.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
    }
}

/// <summary>Sources of failure domains.</summary>
/// <param name="Labels">Kinds of failure domain with their node labels.</param>
/// <param name="Table">Path of a table; null for none.</param>
/// <param name="Azure">Cloud whose Resource Manager is read; null for none.</param>
internal sealed record DomainSources(ImmutableArray<(string Name, string Label)> Labels, string? Table, AzureCloud? Azure);
