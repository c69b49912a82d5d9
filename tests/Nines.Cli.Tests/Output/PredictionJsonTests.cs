using System.Text.Json;
using Nines.Cli.Tests.Audit;
using Nines.Cli.Verbs.Predict;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;
using Nines.Reliability.Months;
using Nines.Testing;
using Nines.Testing.Schemas;

namespace Nines.Cli.Tests.Output;

public sealed class PredictionJsonTests
{
    [Fact]
    public void Two_files_are_written_in_order() =>
        Golden.Verify(Write(Sample.SharedServices(), Sample.Awkward()), "predict.json");

    [Fact]
    public void The_year_and_the_month_are_those_of_the_contract()
    {
        JsonElement journey = Journey(Sample.SharedServices());
        double unavailability = journey.GetProperty("unavailability").GetDouble();
        journey.GetProperty("downtimeSecondsPerYear").GetDouble().ShouldBe(unavailability * 31_557_600);
        journey.GetProperty("downtimeSecondsPerMonth").GetDouble().ShouldBe(unavailability * 2_628_000);
        journey.GetProperty("nines").GetDouble().ShouldBe(-Math.Log10(unavailability));
    }

    [Fact]
    public void Numbers_keep_full_precision()
    {
        Prediction prediction = Sample.Hybrid();
        Journey(prediction).GetProperty("unavailability").GetDouble().ShouldBe(prediction.Journeys[0].Unavailability.Value);
    }

    [Fact]
    public void Infinity_is_written_as_null()
    {
        Prediction prediction = Sample.SharedServices();
        JourneyPrediction journey = prediction.Journeys[0];
        JsonElement json = Journey(prediction with
        {
            Journeys = [journey with { Importance = [journey.Importance[0] with { RiskReductionWorth = double.PositiveInfinity }] }],
        });
        json.GetProperty("importance")[0].GetProperty("rrw").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void What_was_not_asked_for_is_left_out()
    {
        JsonElement json = Journey(Sample.Awkward());
        string[] optional = ["meanUpTimeSeconds", "meanDownTimeSeconds", "minimalCutSets", "month"];
        foreach (string key in optional)
        {
            json.TryGetProperty(key, out _).ShouldBeFalse(key);
        }
    }

    [Fact]
    public void The_published_schema_describes_every_key()
    {
        Prediction full = Sample.Hybrid();
        Estimate estimate = new(0.1, 0.05, 0.15);
        MonthOutlook month = new(1000, ulong.MaxValue, estimate, estimate, estimate, [new MonthQuantile(0.5, estimate)]);
        full = full with { Journeys = [full.Journeys[0] with { Month = month }, .. full.Journeys[1..]] };
        using JsonDocument output = JsonDocument.Parse(Write(full, Sample.Awkward(), Sample.FaultTree()));
        StrictSchema.Open("predict").Faults(output.RootElement).ShouldBeEmpty();
    }

    private static JsonElement Journey(Prediction prediction) =>
        JsonDocument.Parse(Write(prediction)).RootElement.GetProperty("files")[0].GetProperty("journeys")[0];

    private static string Write(params Prediction[] predictions) =>
        PredictJson.Render(new PredictAnswer([.. predictions], null, [], null), SampleAudit.Stamp);
}
