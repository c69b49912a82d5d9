namespace Nines.Tests.Oracle;

/// <summary>Environments on which nines was wrong once.</summary>
public sealed class KnownCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => KnownCase.All.Select(known => new TheoryDataRow<string>(known.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_known_case_has_its_right_values(string name)
    {
        foreach (CaseValue value in KnownCase.All.Single(known => known.Name == name).Values())
        {
            value.Nines.ShouldBe(value.Right, Math.Max(value.Right * value.Tolerance, 1e-5 * (value.Right == 0 ? 1 : 0)), value.Figure);
        }
    }

    [Fact]
    public void The_page_has_the_table_of_cases() =>
        CheckedPage.HasCases().ShouldBeTrue("docs/predict-checked.md differs from the cases. Run the tests with UPDATE_GOLDEN=1 to rewrite its table.");
}
