namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Share of the page for one journey: the more journeys, the less for each, so that the file stays below 1 MB.</summary>
/// <param name="Boxes">Boxes in one diagram.</param>
/// <param name="Rows">Rows in one table.</param>
internal readonly record struct PageBudget(int Boxes, int Rows)
{
    private const int BoxesOfAll = 1_200;
    private const int RowsOfAll = 600;

    /// <param name="journeys">Over all files of the page.</param>
    public static PageBudget For(int journeys) => new(
        Math.Clamp(BoxesOfAll / Math.Max(1, journeys), 12, 200), Math.Clamp(RowsOfAll / Math.Max(1, journeys), 3, 20));
}
