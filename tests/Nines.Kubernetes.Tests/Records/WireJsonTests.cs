using System.Text;
using System.Text.Json;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Tests.Records;

/// <summary>Records hold what is judged, and nothing that is secret.</summary>
public sealed class WireJsonTests
{
    private const string PodText = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop","uid":"u","resourceVersion":"5",
          "creationTimestamp":"2026-01-02T03:04:05Z","labels":{"b":"2","a":"1"},"unknownField":[{"x":1}],
          "annotations":{"vault/token":"s3cr3t-annotation","controller.kubernetes.io/pod-deletion-cost":"7","nines/x":"y"},
          "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"o","controller":true,"blockOwnerDeletion":true}]},
         "spec":{"nodeName":"n1","overhead":{"cpu":"10m"},"priorityClassName":"high","priority":1000,
          "containers":[{"name":"c","image":"i","command":["s3cr3t-command"],"args":["s3cr3t-args"],"env":[{"name":"P","value":"s3cr3t-env"}],
            "resources":{"requests":{"cpu":"250m","memory":"1Gi","nvidia.com/gpu":1},"limits":null},
            "ports":[{"containerPort":80,"hostPort":8080,"protocol":"TCP"}],
            "readinessProbe":{"httpGet":{"path":"/","port":"http","httpHeaders":[{"name":"Authorization","value":"s3cr3t-header"}]}},
            "livenessProbe":{"exec":{"command":["s3cr3t-probe"]}}}],
          "initContainers":[{"name":"side","restartPolicy":"Always"}],
          "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone","labelSelector":{"matchLabels":{"a":"1"}}}],
            "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":3,"podAffinityTerm":{"topologyKey":"host","matchLabelKeys":["h"]}}]},
            "nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"k","operator":"In","values":["v"]}]}]}}},
          "tolerations":[{"key":"t","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],
          "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","minDomains":3,"nodeTaintsPolicy":"Honor",
            "nodeAffinityPolicy":"Ignore","matchLabelKeys":["pod-template-hash"],"labelSelector":{"matchExpressions":[{"key":"a","operator":"Exists"}]}}],
          "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data-web-1"}},{"name":"s","secret":{"secretName":"s3cr3t-name"}}]},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","message":"s3cr3t-message"}]}}
        """;

    private static readonly WireJson s_json = new("nines/x");

    [Fact]
    public void A_pod_keeps_everything_that_affects_its_placement()
    {
        PodRecord pod = Read<PodRecord>(PodText);

        pod.Metadata.Labels.ShouldBe([KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", "2")]);
        pod.Metadata.OwnerReferences.Single().ShouldBe(new OwnerReference { ApiVersion = "apps/v1", Kind = "ReplicaSet", Name = "web", Uid = "o", Controller = true });
        Container container = pod.Spec.Containers.Single();
        container.Resources.Requests["cpu"].ShouldBe(Quantity.Parse("250m")!.Value);
        container.Resources.Requests["nvidia.com/gpu"].ShouldBe(Quantity.Parse("1")!.Value);
        container.Resources.Limits.ShouldBeEmpty();
        container.Ports.Single().HostPort.ShouldBe(8080);
        container.ReadinessProbe!.HttpGet!.Port.ShouldBe(new IntOrText(0, "http"));
        container.LivenessProbe!.Exec.ShouldNotBeNull();
        pod.Spec.InitContainers.Single().RestartPolicy.ShouldBe("Always");
        pod.Spec.Overhead["cpu"].Milli.ShouldBe(10);
        TopologySpreadConstraint spread = pod.Spec.TopologySpreadConstraints.Single();
        (spread.MaxSkew, spread.MinDomains, spread.NodeTaintsPolicy, spread.NodeAffinityPolicy, spread.MatchLabelKeys.Single())
            .ShouldBe((1, 3, "Honor", "Ignore", "pod-template-hash"));
        pod.Spec.Affinity!.PodAntiAffinity!.RequiredDuringSchedulingIgnoredDuringExecution.Single().TopologyKey.ShouldBe("zone");
        WeightedPodAffinityTermRecord wish = pod.Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution.Single();
        (wish.Weight, wish.Term.TopologyKey, wish.Term.MatchLabelKeys.Single()).ShouldBe((3, "host", "h"));
        pod.Spec.Affinity.NodeAffinity!.RequiredDuringSchedulingIgnoredDuringExecution!.NodeSelectorTerms.Single().MatchExpressions.Single().Values.ShouldBe(["v"]);
        pod.Spec.Tolerations.Single().TolerationSeconds.ShouldBe(300);
        pod.Spec.Volumes[0].PersistentVolumeClaim!.ClaimName.ShouldBe("data-web-1");
        pod.Status.Conditions.Single().Status.ShouldBe("True");
    }

    [Fact]
    public void Nothing_secret_of_a_pod_is_kept()
    {
        PodRecord pod = Read<PodRecord>(PodText);

        string kept = Encoding.UTF8.GetString(s_json.Write(pod));

        kept.ShouldNotContain("s3cr3t");
        pod.Metadata.Annotations.Kept.ShouldBe([KeyValuePair.Create("controller.kubernetes.io/pod-deletion-cost", "7"), KeyValuePair.Create("nines/x", "y")]);
    }

    [Fact]
    public void Kept_fields_survive_a_round_trip()
    {
        byte[] once = s_json.Write(Read<PodRecord>(PodText));

        byte[] twice = s_json.Write(s_json.Read<PodRecord>(once));

        Encoding.UTF8.GetString(twice).ShouldBe(Encoding.UTF8.GetString(once));
    }

    [Fact]
    public void Null_is_as_good_as_missing()
    {
        PodRecord pod = Read<PodRecord>("""{"metadata":{"name":null,"labels":null,"annotations":null},"spec":{"containers":null,"affinity":null,"nodeName":null},"status":null}""");

        (pod.Metadata.Name, pod.Metadata.Labels.Count, pod.Spec.Containers.Length, pod.Spec.NodeName, pod.Status.Phase).ShouldBe(("", 0, 0, "", ""));
        Read<PodRecord>("{}").Spec.Containers.ShouldBeEmpty();
    }

    [Fact]
    public void Both_versions_of_slices_budgets_and_volumes_are_read()
    {
        Read<EndpointSliceRecord>("""{"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},"topology":{"topology.kubernetes.io/zone":"1"}}]}""")
            .Endpoints.Single().Topology["topology.kubernetes.io/zone"].ShouldBe("1");
        Read<EndpointSliceRecord>("""{"endpoints":[{"zone":"2","nodeName":"n","conditions":{}}]}""").Endpoints.Single().Zone.ShouldBe("2");
        PodDisruptionBudgetRecord budget = Read<PodDisruptionBudgetRecord>("""{"spec":{"minAvailable":"50%","selector":{}},"status":{"disruptionsAllowed":1}}""");
        (budget.Spec.MinAvailable!.Value.Percent, budget.Spec.MaxUnavailable, budget.Spec.Selector!.MatchLabels.Count).ShouldBe((50, null, 0));
        Read<StorageClassRecord>("""{"parameters":{"skuname":"Premium_ZRS","secret":"x"},"volumeBindingMode":"WaitForFirstConsumer"}""").Parameters!.LowerSkuName.ShouldBe("Premium_ZRS");
        Read<NodeRecord>("""{"spec":{"providerID":"azure:///x","unschedulable":true,"taints":[{"key":"k","effect":"NoSchedule"}]},"status":{"allocatable":{"cpu":"3860m"}}}""")
            .Spec.ProviderID.ShouldBe("azure:///x");
        PersistentVolumeRecord volume = Read<PersistentVolumeRecord>(
            """{"spec":{"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"zone","operator":"In","values":["1"]}]}]}}}}""");
        volume.Spec.NodeAffinity!.Required!.NodeSelectorTerms.Single().MatchExpressions.Single().Key.ShouldBe("zone");
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"resources":{"requests":{"cpu":"lots-s3cr3t"}}}]}}""", "requests")]
    [InlineData("""{"spec":{"containers":"s3cr3t"}}""", "containers")]
    [InlineData("""{"metadata":{"labels":{"a":["s3cr3t"]}}}""", "labels")]
    [InlineData("""{"metadata":{"name":5}}""", "name")]
    public void A_field_of_the_wrong_type_is_reported_by_position_without_its_value(string text, string place)
    {
        string message = Should.Throw<JsonException>(() => Read<PodRecord>(text)).Message;

        message.ShouldContain(place);
        message.ShouldNotContain("s3cr3t");
    }

    private static T Read<T>(string text)
        where T : class => s_json.Read<T>(Encoding.UTF8.GetBytes(text));
}
