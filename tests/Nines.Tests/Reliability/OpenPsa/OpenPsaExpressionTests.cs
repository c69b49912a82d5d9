namespace Nines.Tests.Reliability.OpenPsa;

public sealed class OpenPsaExpressionTests
{
    private const string Half = "<float value=\"0.5\"/>";
    private const string Tenth = "<float value=\"0.1\"/>";
    private const string Two = "<int value=\"2\"/>";

    [Theory]
    [InlineData("<float value=\"1e-3\"/>", 1e-3)]
    [InlineData("<int value=\"1\"/>", 1)]
    [InlineData("<bool value=\"true\"/>", 1)]
    [InlineData($"<add>{Half}{Tenth}{Tenth}</add>", 0.7)]
    [InlineData($"<sub>{Half}{Tenth}{Tenth}</sub>", 0.3)]
    [InlineData($"<mul>{Half}{Tenth}{Two}</mul>", 0.1)]
    [InlineData($"<div>{Half}{Two}{Two}</div>", 0.125)]
    [InlineData($"<neg><neg>{Half}</neg></neg>", 0.5)]
    [InlineData($"<pow>{Half}{Two}</pow>", 0.25)]
    [InlineData($"<exp><neg>{Two}</neg></exp>", 0.1353352832366127)]
    [InlineData($"<neg><log>{Half}</log></neg>", 0.6931471805599453)]
    [InlineData($"<sqrt>{Tenth}</sqrt>", 0.31622776601683794)]
    [InlineData($"<min>{Half}{Tenth}{Two}</min>", 0.1)]
    [InlineData($"<max>{Half}{Tenth}</max>", 0.5)]
    [InlineData($"<mean>{Half}{Tenth}</mean>", 0.3)]
    [InlineData("<sin><div><pi/><int value=\"6\"/></div></sin>", 0.5)]
    [InlineData($"<ite><lt>{Half}{Tenth}</lt>{Two}{Tenth}</ite>", 0.1)]
    [InlineData($"<switch><case><eq>{Half}{Two}</eq>{Two}</case><case><gt>{Two}{Half}</gt>{Tenth}</case>{Half}</switch>", 0.1)]
    [InlineData($"<switch>{Half}</switch>", 0.5)]
    [InlineData($"<uniform-deviate>{Tenth}{Half}</uniform-deviate>", 0.3)]
    [InlineData($"<normal-deviate>{Tenth}{Half}</normal-deviate>", 0.1)]
    [InlineData("<lognormal-deviate><float value=\"0.01\"/><float value=\"3\"/><float value=\"0.95\"/></lognormal-deviate>", 0.01)]
    [InlineData($"<gamma-deviate>{Two}{Tenth}</gamma-deviate>", 0.2)]
    [InlineData($"<beta-deviate>{Two}<float value=\"6\"/></beta-deviate>", 0.25)]
    [InlineData($"<histogram><float value=\"0\"/><bin>{Tenth}{Two}</bin><bin>{Half}{Two}</bin></histogram>", (0.05 + 0.3) / 2)]
    [InlineData("<exponential><float value=\"1e-5\"/><system-mission-time/></exponential>", 0.08387274565534582)]
    [InlineData("<exponential><float value=\"1e-18\"/><float value=\"1\"/></exponential>", 1e-18)]
    [InlineData($"<Weibull><float value=\"1000\"/>{Two}<float value=\"0\"/><float value=\"100\"/></Weibull>", 0.00995016625)]
    [InlineData($"<GLM>{Tenth}<float value=\"0.001\"/><float value=\"0.1\"/><float value=\"1e9\"/></GLM>", 0.001 / 0.101)]
    [InlineData($"<GLM>{Tenth}<float value=\"0.001\"/><float value=\"0.1\"/><float value=\"0\"/></GLM>", 0.1)]
    [InlineData("<periodic-test><float value=\"7e-7\"/><float value=\"720\"/><float value=\"0\"/><system-mission-time/></periodic-test>", 8.399647e-5)]
    public void Each_expression_has_its_value(string expression, double expected) =>
        Mef.Probability(Mef.Expression(expression)).ShouldBe(expected, expected * 1e-7);

    [Fact]
    public void Parameters_are_computed_in_the_order_in_which_they_depend() => Mef.Probability(Mef.Expression(
        "<parameter name=\"p\"/>",
        "<define-parameter name=\"p\"><mul><parameter name=\"q\"/><parameter name=\"r\"/></mul></define-parameter>"
        + "<define-parameter name=\"q\"><add><parameter name=\"r\"/><float value=\"0.1\"/></add></define-parameter>"
        + "<define-parameter name=\"r\"><float value=\"0.4\"/></define-parameter>")).ShouldBe(0.2, 1e-15);

    [Fact]
    public void A_test_with_repair_agrees_with_stepping_through_time()
    {
        const double Lambda = 1e-3;
        const double Mu = 0.02;
        const double Tau = 200;
        const double Theta = 50;
        const double Time = 777;
        double up = 1;
        double failed = 0;
        double repair = 0;
        const double Step = 1e-3;
        double nextTest = Theta;
        for (double t = 0; t < Time - (Step / 2); t += Step)
        {
            if (t >= nextTest - (Step / 2))
            {
                (repair, failed) = (repair + failed, 0);
                nextTest += Tau;
            }

            double fails = up * Lambda * Step;
            double repaired = repair * Mu * Step;
            (up, failed, repair) = (up - fails + repaired, failed + fails, repair - repaired);
        }

        string test = $"<periodic-test><float value=\"{Lambda}\"/><float value=\"{Mu}\"/><float value=\"{Tau}\"/><float value=\"{Theta}\"/><float value=\"{Time}\"/></periodic-test>";
        Mef.Probability(Mef.Expression(test)).ShouldBe(failed + repair, 1e-5);
    }

    [Theory]
    [InlineData("<float value=\"1.5\"/>", "The probability of basic event 'x' is 1.5; expected 0 to 1.")]
    [InlineData("<float value=\"-1e-9\"/>", "is -1E-09; expected 0 to 1.")]
    [InlineData("<float value=\"NaN\"/>", "The value is 'NaN'; expected a number.")]
    [InlineData("<float value=\"ten\"/>", "The value is 'ten'; expected a number.")]
    [InlineData("<int value=\"0.5\"/>", "expected a whole number.")]
    [InlineData("<float/>", "<float> needs the attribute 'value'.")]
    [InlineData("<float valeu=\"1\"/>", "It has 'valeu'.")]
    [InlineData("<sqrt><float value=\"-1\"/></sqrt>", "is not a number: an argument is out of range.")]
    [InlineData("<pow><float value=\"1\"/></pow>", "<pow> has 1 arguments; expected 2.")]
    [InlineData("<periodic-test><float value=\"1\"/></periodic-test>", "<periodic-test> has 1 arguments; expected 4 or 5.")]
    [InlineData("<parameter name=\"p\"/>", "Parameter 'p' is not defined.")]
    [InlineData("<exponentail/>", "<exponentail> is not known inside <define-basic-event>. Did you mean 'exponential'?")]
    [InlineData("<case><float value=\"1\"/><float value=\"1\"/></case>", "<case> is not a value of its own.")]
    [InlineData("<switch><float value=\"1\"/><float value=\"1\"/></switch>", "expected <case>.")]
    [InlineData("<float value=\"1\"/><float value=\"1\"/>", "There are 2 expressions for basic event 'x'; expected one.")]
    public void Invalid_expressions_are_reported(string expression, string expected) =>
        Mef.Errors(Mef.Expression(expression)).ShouldContain(expected);

    [Fact]
    public void A_parameter_that_depends_on_itself_is_reported_with_its_path() => Mef.Errors(Mef.Expression(
        "<parameter name=\"p\"/>",
        "<define-parameter name=\"p\"><parameter name=\"q\"/></define-parameter><define-parameter name=\"q\"><parameter name=\"p\"/></define-parameter>"))
        .ShouldContain("Parameter 'p' depends on itself: p -> q -> p.");

    [Fact]
    public void A_parameter_that_is_not_a_number_is_reported_once()
    {
        var errors = Mef.Read(Mef.Expression(
            "<parameter name=\"p\"/>",
            "<define-parameter name=\"p\"><log><float value=\"-1\"/></log></define-parameter>")).Errors;

        errors.ShouldHaveSingleItem().Message.ShouldStartWith("Parameter 'p' is not a number");
    }
}
