using System.Text;
using System.Text.Json;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Tests.Records;

/// <summary>What pods of one template have in common is there once, and only what is really the same.</summary>
public sealed class SharingTests
{
    private readonly WireJson _json = new();

    [Fact]
    public void Pods_of_one_template_share_its_parts()
    {
        PodRecord one = Read(1);
        PodRecord two = Read(2);

        two.Metadata.Name.ShouldBe("web-2");
        two.Metadata.Labels.ShouldBeSameAs(one.Metadata.Labels);
        two.Metadata.OwnerReferences.ShouldBeSameAs(one.Metadata.OwnerReferences);
        two.Spec.Containers.ShouldBeSameAs(one.Spec.Containers);
        two.Spec.Tolerations.ShouldBeSameAs(one.Spec.Tolerations);
        two.Spec.TopologySpreadConstraints.ShouldBeSameAs(one.Spec.TopologySpreadConstraints);
        two.Spec.Affinity.ShouldBeSameAs(one.Spec.Affinity);
        two.Status.Conditions.ShouldBeSameAs(one.Status.Conditions);
    }

    [Theory]
    [InlineData("cpu\":\"100m", "cpu\":\"101m")]
    [InlineData("\"path\":\"/\"", "\"path\":\"/x\"")]
    [InlineData("\"image\":\"i\"", "\"image\":\"j\"")]
    [InlineData("\"containerPort\":80", "\"containerPort\":81")]
    public void A_container_that_differs_is_its_own(string from, string to)
    {
        PodRecord one = Read(1);
        PodRecord two = Read(2, text => text.Replace(from, to, StringComparison.Ordinal));
        PodRecord three = Read(3);

        two.Spec.Containers[0].ShouldNotBe(one.Spec.Containers[0]);
        three.Spec.Containers[0].ShouldBe(one.Spec.Containers[0]);
        three.Spec.Containers[0].Resources.Requests["cpu"].ShouldBe(Quantity.Parse("100m")!.Value);
    }

    [Fact]
    public void Only_volumes_that_bind_a_pod_are_kept()
    {
        Read(1).Spec.Volumes.Single().PersistentVolumeClaim!.ClaimName.ShouldBe("data-1");
        Read(2).Spec.Volumes.Single().PersistentVolumeClaim!.ClaimName.ShouldBe("data-2");
    }

    [Fact]
    public void A_fault_in_a_shared_part_names_its_place()
    {
        Read(1);

        Should.Throw<JsonException>(() => Read(2, text => text.Replace("100m", "much", StringComparison.Ordinal))).Message
            .ShouldBe("expected a quantity such as 500m or 2Gi, at $.spec.containers[0].resources.requests.cpu");
        Should.Throw<JsonException>(() => Read(2, text => text.Replace("\"tolerations\":[{", "\"tolerations\":[7,{", StringComparison.Ordinal))).Message
            .ShouldEndWith("at $.spec.tolerations[0]");
        foreach (string list in new[] { "containers", "tolerations", "ownerReferences", "volumes", "conditions", "ports", "topologySpreadConstraints" })
        {
            Should.Throw<JsonException>(() => Read(2, text => text.Replace($"\"{list}\":[{{", $"\"{list}\":[null,{{", StringComparison.Ordinal))).Message
                .ShouldStartWith("a list holds null instead of an item, at $.");
        }

        Read(3).Spec.Containers[0].Resources.Requests["cpu"].ShouldBe(Quantity.Parse("100m")!.Value);
    }

    [Fact]
    public void Written_objects_equal_those_that_were_read()
    {
        PodRecord pod = Read(1);

        byte[] written = _json.Write(pod);

        _json.Write(new WireJson().Read<PodRecord>(written)).ShouldBe(written);
        Encoding.UTF8.GetString(written).ShouldNotContain("s3cr3t");
    }

    private PodRecord Read(int number, Func<string, string>? change = null) => _json.Read<PodRecord>(Encoding.UTF8.GetBytes((change ?? (same => same))($$$"""
        {"metadata":{"name":"web-{{{number}}}","uid":"u{{{number}}}","labels":{"app":"web","pod-template-hash":"h"},
          "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"o","controller":true}]},
         "spec":{"nodeName":"n{{{number}}}",
          "containers":[{"name":"c","image":"i","env":[{"name":"N","value":"s3cr3t-{{{number}}}"}],"ports":[{"containerPort":80}],
            "resources":{"requests":{"cpu":"100m","memory":"1Gi"} },"volumeMounts":[{"name":"kube-api-access-{{{number}}}"}],
            "readinessProbe":{"httpGet":{"path":"/","port":80,"httpHeaders":[{"name":"a","value":"s3cr3t-{{{number}}}"}]},"periodSeconds":5} }],
          "tolerations":[{"key":"k","operator":"Exists"}],
          "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone","labelSelector":{"matchLabels":{"app":"web"} } }]} },
          "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule"}],
          "volumes":[{"name":"kube-api-access-{{{number}}}","projected":{"sources":[]} },{"name":"d","persistentVolumeClaim":{"claimName":"data-{{{number}}}"} }]},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]} }
        """)));
}
