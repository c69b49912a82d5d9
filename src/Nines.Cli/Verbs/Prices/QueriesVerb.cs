using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Nines.Azure.Prices;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Prices;

/// <summary>Request of <c>nines prices queries</c>.</summary>
/// <param name="Regions">Azure locations.</param>
/// <param name="Sizes">VM sizes; empty for all.</param>
internal sealed record QueriesRequest(ImmutableArray<string> Regions, ImmutableArray<string> Sizes);

/// <summary><c>nines prices queries</c>: the addresses to fetch before an import, one a line.</summary>
internal sealed partial class QueriesVerb : Verb<QueriesRequest>
{
    private const int MaxValues = 60;

    private readonly Option<string[]> _regions = new("--region")
    {
        Description = "Azure location, such as westeurope. May be repeated.",
        HelpName = "LOCATION",
        Arity = new ArgumentArity(1, MaxValues),
        Required = true,
    };

    private readonly Option<string[]> _sizes = new("--size")
    {
        Description = "VM size, such as Standard_D4s_v5; without one, all sizes of a region are fetched, which is 10 to 20 pages. May be repeated.",
        HelpName = "SIZE",
        Arity = new ArgumentArity(0, MaxValues),
    };

    public QueriesVerb()
        : base("queries", "Print the addresses of the Retail Prices API to fetch for nines prices import, one a line.")
    {
        Examples = ["prices queries --region westeurope", "prices queries --region westeurope --region northeurope --size Standard_D4s_v5"];
        Check(_regions, Location(), "an Azure location such as westeurope");
        Check(_sizes, Size(), "a VM size such as Standard_D4s_v5");
        Add(_regions);
        Add(_sizes);
    }

    protected override string Undone => "nothing was printed.";

    [GeneratedRegex(@"\A[a-z][a-z0-9]{2,39}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Location();

    [GeneratedRegex(@"\A(Standard|Basic)_[A-Za-z0-9_-]{1,50}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Size();

    protected override QueriesRequest Parse(ParseResult parsed) => new([.. parsed.GetValue(_regions) ?? []], [.. parsed.GetValue(_sizes) ?? []]);

    protected override Task<VerbResult> RunAsync(QueriesRequest request, CancellationToken cancellation)
    {
        string[] addresses = [.. request.Regions.SelectMany(region => PriceQueries.Create(region, request.Sizes)).Distinct(StringComparer.Ordinal)];
        return Task.FromResult(new VerbResult(
            ExitCode.Met,
            string.Concat(addresses.Select(address => address + "\n")),
            ["nines: save each answer to a file, follow NextPageLink until it is empty, then run nines prices import FILE..."]));
    }

    private static void Check(Option<string[]> option, Regex form, string expected) => option.Validators.Add(result =>
    {
        foreach (string word in result.Tokens.Select(token => token.Value).Where(word => !form.IsMatch(word)))
        {
            result.AddError($"{option.Name} is '{word}'; expected {expected}.");
        }
    });
}
