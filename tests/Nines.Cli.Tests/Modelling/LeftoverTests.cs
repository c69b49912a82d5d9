namespace Nines.Cli.Tests.Modelling;

/// <summary>What a file says of things that only the finished model can tell to be missing.</summary>
public sealed class LeftoverTests
{
    [Theory]
    [InlineData("commonCauses: { c: { members: [a, b], mgl: [0.1, 0.2] } }", "-:3:17: Common cause 'c'")]
    [InlineData("commonCauses: { c: { members: [a], beta: 5% } }", "-:3:17: Common cause 'c'")]
    [InlineData("commonCauses: { c: { members: [a, b], alpha: [0.8, 0.1, 0.1] } }", "-:3:17: Common cause 'c'")]
    [InlineData("commonCauses: { c: { members: [a, entra], beta: 5% } }", "names 'entra', which is no component of this model")]
    [InlineData("availabilities: { a.b: 99% }", "'a.b' is neither a component of this model nor a service of the catalogue.")]
    public async Task A_name_or_a_number_that_fits_no_component_is_reported_where_it_stands(string line, string expected)
    {
        NinesRun run = await NinesRun.WithInput(
            $$"""
            name: leftovers
            components: { a: { availability: 99% }, b: { availability: 99% } }
            {{line}}
            journeys: { j: { requires: [a, b] } }
            """,
            "predict", "-");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
    }
}
