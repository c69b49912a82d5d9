using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Prices;

/// <summary>The verbs under <c>nines prices</c>.</summary>
internal static class PricesVerbs
{
    public static VerbGroup Create() => new(
        "prices",
        "Refresh the list prices that predict and diff use. nines fetches nothing itself.",
        new QueriesVerb(), new ImportVerb());
}
