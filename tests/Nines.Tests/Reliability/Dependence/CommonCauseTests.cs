using System.Collections.Immutable;
using Nines.Reliability.Dependence;
using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Dependence;

public sealed class CommonCauseTests
{
    public static TheoryData<string, CommonCauseFactors> Models { get; } = new()
    {
        { "beta", CommonCauseFactors.Beta(4, 0.1) },
        { "beta of many", CommonCauseFactors.Beta(200, 0.05) },
        { "all letters", CommonCauseFactors.GreekLetters(5, 0.1, 0.3, 0.5, 0.7) },
        { "first letter", CommonCauseFactors.GreekLetters(6, 0.1) },
        { "alpha", CommonCauseFactors.Alpha(3, [0.95, 0.03, 0.02]) },
        { "alpha staggered", CommonCauseFactors.Alpha(4, [0.9, 0.05, 0.03, 0.02], TestScheme.Staggered) },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_members_events_add_up_to_its_unavailability(string model, CommonCauseFactors factors)
    {
        CommonCauseGroup group = Group(factors, 0.01);

        ImmutableArray<CommonCauseEvent> events = group.Events();

        for (int member = 0; member < factors.Members; member++)
        {
            events.Where(e => e.Members.Contains(member)).Sum(e => e.Event.Unavailability).ShouldBe(0.01, 1e-12, model);
        }

        events.Length.ShouldBe((int)CommonCauseGroup.EventCount(factors));
        events.Select(e => e.Event.Name).ShouldBeUnique();
    }

    [Fact]
    public void Two_stamps_of_99_98_percent_with_beta_5_percent_give_99_9990_percent()
    {
        StructureFunction function = AllDown(Group(CommonCauseFactors.Beta(2, 0.05), 2e-4));

        StateEnumeration.Probability(function).ShouldBe(1.0036e-5, 1e-9);
    }

    [Fact]
    public void Greek_letters_give_the_textbook_probabilities_for_three()
    {
        ImmutableArray<double> shares = CommonCauseFactors.GreekLetters(3, 0.1, 0.27).Shares;

        shares[0].ShouldBe(0.9, 1e-15);
        shares[1].ShouldBe(0.1 * 0.73 / 2, 1e-15);
        shares[2].ShouldBe(0.1 * 0.27, 1e-15);
    }

    [Fact]
    public void Alpha_factors_depend_on_how_the_tests_were_done()
    {
        double[] alphas = [0.95, 0.03, 0.02];
        const double Total = 0.95 + (2 * 0.03) + (3 * 0.02);

        ImmutableArray<double> together = CommonCauseFactors.Alpha(3, alphas).Shares;
        ImmutableArray<double> inTurn = CommonCauseFactors.Alpha(3, alphas, TestScheme.Staggered).Shares;

        together[0].ShouldBe(0.95 / Total, 1e-15);
        together[1].ShouldBe(0.03 / Total, 1e-15);
        together[2].ShouldBe(3 * 0.02 / Total, 1e-15);
        inTurn[0].ShouldBe(0.95, 1e-15);
        inTurn[1].ShouldBe(0.03 / 2, 1e-15);
        inTurn[2].ShouldBe(0.02, 1e-15);
    }

    [Fact]
    public void Two_members_give_the_same_under_beta_and_under_one_Greek_letter() =>
        CommonCauseFactors.GreekLetters(2, 0.2).Shares.ShouldBe(CommonCauseFactors.Beta(2, 0.2).Shares);

    [Fact]
    public void A_member_is_down_with_any_event_that_contains_it()
    {
        var builder = new StructureFunctionBuilder();
        ImmutableArray<NodeRef> members = Group(CommonCauseFactors.GreekLetters(3, 0.1, 0.3), 0.01).AddTo(builder);
        StructureFunction second = builder.Build(members[1]);
        bool[] down = new bool[second.Events.Length];

        for (int i = 0; i < down.Length; i++)
        {
            Array.Clear(down);
            down[i] = true;
            second.Evaluate(down).ShouldBe(second.Events[i].Name.Contains("m1", StringComparison.Ordinal), second.Events[i].Name);
        }
    }

    [Fact]
    public void A_large_group_is_supported_with_beta_and_refused_with_all_subsets()
    {
        CommonCauseGroup.EventCount(CommonCauseFactors.Beta(1000, 0.1)).ShouldBe(1001);
        Should.Throw<ArgumentException>(() => Group(CommonCauseFactors.GreekLetters(30, [.. Enumerable.Repeat(0.5, 29)]), 0.1));
    }

    [Theory]
    [InlineData(1, new[] { 0.1 })]
    [InlineData(3, new[] { 0.1, 0.1, 0.1 })]
    [InlineData(3, new double[0])]
    [InlineData(3, new[] { 1.5 })]
    [InlineData(3, new[] { double.NaN })]
    public void Impossible_letters_are_named(int members, double[] letters) =>
        CommonCauseFactors.FaultInLetters(members, letters).ShouldNotBeNull();

    [Fact]
    public void Alphas_must_add_up_to_one()
    {
        CommonCauseFactors.FaultInAlphas(3, [0.9, 0.05]).ShouldBe("the factors add up to 0.95; expected 1");
        CommonCauseFactors.FaultInAlphas(3, [0.9, 0.05, 0.05]).ShouldBeNull();
    }

    private static CommonCauseGroup Group(CommonCauseFactors factors, double unavailability) =>
        new("group", [.. Enumerable.Range(0, factors.Members).Select(i => $"m{i}")], unavailability, factors);

    private static StructureFunction AllDown(CommonCauseGroup group)
    {
        var builder = new StructureFunctionBuilder();
        return builder.Build(builder.And([.. group.AddTo(builder)]));
    }
}
