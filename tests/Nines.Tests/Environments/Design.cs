using System.Collections.Immutable;
using Nines.Environments.Advice;
using Nines.Environments.Losses;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Reliability;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Tests.Environments;

/// <summary>An environment in which nothing fails but the services that a test names, each for an hour at a time.</summary>
internal sealed class Design
{
    public const double MeanDownTimeHours = 1;

    private static readonly string[] Services =
    [
        "region/default", "zone/default", "node/default", "pod/default", "lb/standard", "appgw/single", "appgw/redundant", "natgw/default",
        "firewall/zones", "firewall/single-zone", "aks.apiserver/free", "aks.apiserver/standard", "aks.apiserver/standard-zones",
        "acr/basic", "acr/standard", "acr/premium", "entra/default", "frontdoor/standard", "trafficmanager/default", "ergw/default", "ercircuit/default",
        "peering-location/default", "vpngw/default", "vpngw/basic", "on-premises-device/default", "sqldb/default",
    ];

    private static readonly VmSizeCatalogue Sizes = new(
    [
        new VmSize("Standard_D2s_v5", 2, 8L << 30, 4), new VmSize("Standard_D4s_v5", 4, 16L << 30, 8), new VmSize("Standard_D4ls_v5", 4, 8L << 30, 8),
        new VmSize("Standard_D16s_v5", 16, 64L << 30, 32), new VmSize("Standard_E8-4s_v5", 4, 64L << 30, 16),
    ]);

    private readonly EnvironmentStudy _study;

    public Design(string yaml, params (string Service, double Unavailability)[] unavailabilities)
    {
        unavailabilities.Select(each => each.Service).ShouldBeSubsetOf(Services);
        var catalogue = new AvailabilityCatalogue(Services.Select(service => new CatalogueEntry(
            service.Split('/')[0], service.Split('/')[1], service,
            unavailabilities.FirstOrDefault(each => each.Service == service).Unavailability, null,
            TimeSpan.FromHours(MeanDownTimeHours), new Provenance(ProvenanceKind.Catalogue, "test"))));
        ReadResult<DocumentNode> document = YamlDocument.Parse(yaml, "env.yaml");
        document.Diagnostics.ShouldBeEmpty();
        ReadResult<EnvironmentStudy> study = EnvironmentStudy.Open(
            "env.yaml", document.Value!, root => EnvironmentReader.Read(root, catalogue, Sizes), catalogue, TimeProvider.System);
        string.Join('\n', study.Diagnostics).ShouldBeEmpty();
        _study = study.Value!;
    }

    public EnvironmentSpec Spec => _study.Read(_study.Root).Value!;

    public ImmutableDictionary<string, double> Unavailabilities =>
        _study.Unavailabilities(_study.Root, SolverLimits.Default, TestLimit.Token).ShouldNotBeNull().Values;

    /// <summary>The ids of the improvements that pay, best first.</summary>
    public string[] Ranking =>
        [.. new Advisor(_study, SolverLimits.Default, TimeProvider.System).Advise(TestLimit.Token).Value.ShouldNotBeNull().Alone.Select(worth => worth.Improvement.Id)];

    public ImmutableArray<Improvement> Proposals => [.. AllRules.List.SelectMany(rule => rule(Spec, _study.Root))];

    public ImmutableArray<string> Assumptions => _study.Model(_study.Root, SolverLimits.Default, TestLimit.Token).Value.ShouldNotBeNull().Assumptions;

    /// <summary>The prediction for a journey, without what costs time and is not compared.</summary>
    public JourneyPrediction Predict(string journey, int months = 0, ulong seed = 1)
    {
        ReadResult<Prediction> prediction = _study.Predict(
            new PredictOptions { Importance = false, CutSets = 0, Months = months, Seed = seed }, TestLimit.Token);
        return prediction.Value.ShouldNotBeNull().Journeys.Single(each => each.Name == journey);
    }

    /// <summary>The prediction for the file, with the effects of every loss.</summary>
    public Prediction Whole =>
        _study.Predict(new PredictOptions { Importance = false, CutSets = 0 }, TestLimit.Token).Value.ShouldNotBeNull();

    /// <summary>The effect of the loss of a component, by its id.</summary>
    public LossRow Loss(string id) => Whole.Losses.ShouldNotBeNull().Rows.Where(row => row.Ids.Contains(id)).ShouldHaveSingleItem();

    /// <summary>The unavailability of a journey after the loss of a failure domain.</summary>
    public double Without(string domain, string journey)
    {
        ReadResult<Prediction> prediction = _study.Predict(
            new Scenario("loss", [], [domain]), new PredictOptions { Importance = false, CutSets = 0 }, TestLimit.Token);
        return prediction.Value.ShouldNotBeNull().Journeys.Single(each => each.Name == journey).Unavailability.Value;
    }

    /// <summary>The effect that the advisor reports for one improvement on one journey, which must be proposed exactly once.</summary>
    public JourneyChange Advice(string id, string journey)
    {
        ReadResult<AdviceResult> advice = new Advisor(_study, SolverLimits.Default, TimeProvider.System).Advise(TestLimit.Token);
        return advice.Value.ShouldNotBeNull().Alone.Where(worth => worth.Improvement.Id == id).ShouldHaveSingleItem()
            .Journeys.Single(change => change.Journey == journey);
    }

    /// <summary>The edits of one improvement, as <c>path: from -> to</c>.</summary>
    public string[] Edits(string id)
    {
        ReadResult<AdviceResult> advice = new Advisor(_study, SolverLimits.Default, TimeProvider.System).Advise(TestLimit.Token);
        return [.. advice.Value.ShouldNotBeNull().Alone.Single(worth => worth.Improvement.Id == id).Edits.Select(edit => $"{edit.Path}: {edit.From ?? "nothing"} -> {edit.To ?? "nothing"}")];
    }
}
