using Nines.Azure.Catalogue;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Testing;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Tests.Oracle;

/// <summary>One figure of a known case.</summary>
/// <param name="Figure">Name of the figure.</param>
/// <param name="Right">The right value, from an independent calculation.</param>
/// <param name="Tolerance">Relative tolerance: the digits that the right value has.</param>
/// <param name="Nines">Value of nines.</param>
internal sealed record CaseValue(string Figure, double Right, double Tolerance, double Nines);

/// <summary>
/// An environment on which nines was wrong once, with the catalogue of the product and right values from independent calculations. Where they were made for pods
/// that return at once, the file says so.
/// </summary>
internal sealed record KnownCase(string Name, string Text, Func<KnownCase, CaseValue[]> Create)
{
    private const string ThreeNodes = """
        name: room
        timings: { rebalance: 0s }
        regions:
          r: { location: westeurope, zones: [1, 2, 3], network: { ingress: { kind: loadBalancer, zones: [1, 2, 3] } }, cluster: { tier: standard, nodePools: { a: { size: Standard_D16s_v5, mode: system, count: 3, zones: [1, 2, 3] } } } }
        workloads:

        """;

    private const string Unstated = """
        name: zl
        timings: { rebalance: 0s }
        regions:
          r: { location: westeurope, network: { ingress: { kind: loadBalancer } }, cluster: { tier: standard, nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 3 } } } }
        workloads: { web: { replicas: 3, needed: 2 } }
        objectives: { serve: 99.9% }
        """;

    public static KnownCase[] All { get; } =
    [
        new("four workloads that fit on one node of three", ThreeNodes + Workloads(4, "replicas: 3, needed: 2, cpu: 100m, memory: 128Mi"),
            known => [new("unavailability of serve", 1.21e-4, 0.01, known.Unavailability("serve"))]),
        new("a fifth workload changes nothing", ThreeNodes + Workloads(5, "replicas: 3, needed: 2, cpu: 100m, memory: 128Mi"),
            known => [new("unavailability of serve", 1.21e-4, 0.01, known.Unavailability("serve"))]),
        new("primary of 99.9 % with a perfect standby", """
            name: freq
            components:
              a: { availability: 99.9%, meanDownTime: 1h }
              s: { unavailability: 0.000001, meanDownTime: 1h }
            journeys: { j: { requires: { active: a, standby: s, detection: 30s, switchover: 30s, coverage: 100% }, objective: 99.95% } }
            """,
            known =>
            [
                new("hours between failures", 1000, 2e-3, 1 / known.Predict("j").Frequency!.PerHour),
                new("mean down time in seconds", 59, 1e-2, known.Predict("j").Frequency!.MeanDownTimeHours * 3600),
                new("0.999 quantile of a month's unavailability", 1.9e-4, 0.05, known.Predict("j", 400_000).Month!.Quantiles.Single(quantile => quantile.Probability == 0.999).Unavailability.Value),
                new("P(a month below 99.95 %)", 0, 0, known.Predict("j", 400_000).Month!.MissesTarget.Value),
            ]),
        new("examples/hybrid.yaml, on-premises", File.ReadAllText(Repository.File("examples/hybrid.yaml")),
            known =>
            [
                new("days between failures", 32.6, 3e-3, 1 / known.Predict("on-premises").Frequency!.PerHour / 24),
                new("mean down time in minutes", 2.5, 0.02, known.Predict("on-premises").Frequency!.MeanDownTimeHours * 60),
                new("unavailability", 5.31e-5, 2e-3, known.Unavailability("on-premises")),
            ]),
        new("a failover whose primary contains a failover", """
            name: nest
            components:
              a: { availability: 99.9%, meanDownTime: 1h }
              b: { unavailability: 0.000000001, meanDownTime: 1h }
              c: { unavailability: 0.000000001, meanDownTime: 1h }
              pair: { requires: { active: a, standby: b, detection: 30s, switchover: 30s, coverage: 100% } }
            journeys:
              inner: { requires: pair }
              j: { requires: { active: pair, standby: c, detection: 30s, switchover: 30s, coverage: 100% } }
            """,
            known => [new("unavailability of j", 8.26e-6, 1e-3, known.Unavailability("j"))]),
        new("six workloads that lose pods to one zone", """
            name: many
            timings: { rebalance: 0s }
            regions:
              r: { location: westeurope, zones: [1, 2, 3], network: { ingress: { kind: loadBalancer, zones: [1, 2, 3] } }, cluster: { tier: standard, nodePools: { a: { size: Standard_D16s_v5, mode: system, count: 9, zones: [1, 2, 3] } } } }
            workloads:

            """ + Workloads(6, "pool: a, replicas: 9, needed: 7, cpu: 500m, memory: 1Gi"),
            known =>
            [
                new("unavailability by zone outages", 8.6e-6, 0.01,
                    known.Unavailability("serve") - (known with { Text = known.Text + "availabilities: { zone: 100% }\n" }).Unavailability("serve")),
            ]),
        new("a pool whose zone is not stated", Unstated, known => [new("unavailability of serve", 2.2e-4, 3e-3, known.Unavailability("serve"))]),
        new("the same pool pinned to one zone", Unstated.Replace("count: 3", "count: 3, zones: [2]", StringComparison.Ordinal).Replace("westeurope", "westeurope, zones: [1, 2, 3]", StringComparison.Ordinal),
            known => [new("unavailability of serve", 2.2e-4, 3e-3, known.Unavailability("serve"))]),
        new("six pods of 4 GiB on three nodes of 8 GiB", """
            name: vm
            regions:
              r: { location: westeurope, zones: [1, 2, 3], network: { ingress: { kind: loadBalancer } }, cluster: { tier: standard, nodePools: { p: { size: Standard_D4ls_v5, mode: system, count: 3, zones: [1, 2, 3] } } } }
            workloads: { web: { replicas: 6, needed: 5, memory: 4Gi, cpu: 500m } }
            """,
            known => [new("unavailability of serve", 1, 0, known.Unavailability("serve"))]),
        new("Application Gateway that scales from 0", """
            name: baseline
            timings: { rebalance: 0s }
            regions:
              main:
                location: westus2
                zones: [1, 2, 3]
                network: { ingress: { kind: applicationGateway, zones: [1, 2, 3], autoscale: true, instances: 0 }, egress: { kind: firewall, zones: [1, 2, 3] } }
                cluster:
                  tier: standard
                  nodePools:
                    system: { size: Standard_D2d_v5, mode: system, min: 3, max: 4, zones: [1, 2, 3], taints: ["CriticalAddonsOnly=true:NoSchedule"] }
                    user: { size: Standard_D4d_v5, min: 2, max: 5, zones: [1, 2, 3] }
            registry: { sku: premium, region: main, zoneRedundant: true, geoReplicas: { centralus: { zoneRedundant: true } } }
            identity: {}
            components: { vault: { service: keyvault, region: main } }
            workloads:
              proxy: { pool: user, replicas: 2, needed: 1, cpu: 100m, memory: 64Mi, spread: node, requires: vault }
              app: { pool: user, replicas: 2, needed: 1, cpu: 50m, memory: 128Mi, spread: node }
            """,
            known => [new("unavailability of serve", 6.2e-4, 5e-3, known.Unavailability("serve"))]),
        Moved("never", 4.9e-5, 0.05),
        Moved("7d", 9.8e-6, 0.05),
        Moved("1h", 1.95e-7, 0.25),
        new("two circuits, each connected to two gateways", """
            name: bow-tie
            circuits: { washington: { peeringLocation: Washington DC }, chicago: { peeringLocation: Chicago } }
            regions:
              east: { location: eastus, zones: [1, 2, 3], network: { onPremises: { expressRoute: { gatewaySku: ErGw1AZ, circuits: [washington, chicago] } } } }
              west: { location: westus3, zones: [1, 2, 3], network: { onPremises: { expressRoute: { gatewaySku: ErGw1AZ, circuits: [washington, chicago] } } } }
            journeys: { reach: { requires: on-premises } }
            """,
            known => [new("unavailability of reach", 1.04e-6, 5e-3, known.Unavailability("reach"))]),
    ];

    public CaseValue[] Values() => Create(this);

    private static KnownCase Moved(string rebalance, double right, double tolerance) => new($"three pods, moved pods put back: {rebalance}", $$"""
        name: rb
        regions:
          r: { location: westeurope, zones: [1, 2, 3], cluster: { tier: standard, upgrades: { nodeImage: never, kubernetes: never }, nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 3, zones: [1, 2, 3] } } } }
        workloads: { web: { replicas: 3, needed: 2 } }
        availabilities: { region: { availability: 100% }, zone: { availability: 100% }, pod: { availability: 100% } }
        timings: { rebalance: {{rebalance}} }
        """,
        known => [new("unavailability of serve", right, tolerance, known.Unavailability("serve"))]);

    private static string Workloads(int count, string one) => string.Concat(Enumerable.Range(0, count).Select(number => $"  w{number}: {{ {one} }}\n"));

    private double Unavailability(string journey) => Predict(journey).Unavailability.Value;

    private JourneyPrediction Predict(string journey, int months = 0)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(Text, "env.yaml");
        ReadResult<EnvironmentStudy> study = EnvironmentStudy.Open(
            "env.yaml", document.Value.ShouldNotBeNull(), root => EnvironmentReader.Read(root, SlaCatalogue.Default, VmSizeTable.Default), SlaCatalogue.Default, TimeProvider.System);
        string.Join('\n', study.Diagnostics).ShouldBeEmpty();
        ReadResult<Prediction> prediction = study.Value.ShouldNotBeNull().Predict(new PredictOptions { Importance = false, CutSets = 0, Months = months }, TestLimit.Token);
        return prediction.Value.ShouldNotBeNull().Journeys.Single(each => each.Name == journey);
    }
}
