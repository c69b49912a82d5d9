using System.Text.Json.Nodes;

namespace Nines.Kubernetes.Tests.Peers;

/// <summary>Random objects of the Kubernetes API as JSON, with every field that matters for placement and failure now and then. One seed gives one sequence.</summary>
internal sealed class PeerObjects(int seed)
{
    private static readonly string[] s_quantities =
        ["0", "1", "100m", "250m", "1500m", "0.5", "1.25", ".5", "5.", "1e3", "2E2", "1e-3", "128Mi", "1Gi", "1.5Gi", "64Ki", "2Ti", "1Pi", "3Ei", "500k", "20M", "4G", "1T", "7P", "1E", "10u", "25n", "+2", "123456789", "0.000000001"];

    private static readonly string[] s_times = ["2026-11-28T10:20:30Z", "2026-02-28T23:59:59Z", "2024-02-29T00:00:00Z", "2026-11-28T10:20:30.123456Z", "2026-11-28T10:20:30+02:00"];

    private readonly Random _random = new(seed);
    private int _names;

    public JsonObject Pod() => Object("v1", "Pod", PodSpec(), new()
    {
        ["phase"] = Pick("Pending", "Running", "Succeeded", "Failed", "Unknown"),
        ["reason"] = Maybe(() => "Evicted"),
        ["nominatedNodeName"] = Maybe(() => Name()),
        ["conditions"] = List(() => Condition()),
    });

    public JsonObject Node() => Object("v1", "Node", new()
    {
        ["providerID"] = Maybe(() => "azure:///subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/v/virtualMachines/1"),
        ["unschedulable"] = Maybe(() => Flag()),
        ["taints"] = List(() => new JsonObject { ["key"] = Name(), ["value"] = Maybe(() => Name()), ["effect"] = Pick("NoSchedule", "PreferNoSchedule", "NoExecute") }),
    }, new()
    {
        ["capacity"] = Quantities(),
        ["allocatable"] = Quantities(),
        ["conditions"] = List(() => Condition()),
        ["nodeInfo"] = Maybe(() => new JsonObject { ["kubeletVersion"] = "v1.34.2", ["osImage"] = "x", ["architecture"] = "amd64", ["bootID"] = "", ["containerRuntimeVersion"] = "", ["kernelVersion"] = "", ["kubeProxyVersion"] = "", ["machineID"] = "", ["operatingSystem"] = "linux", ["systemUUID"] = "" }),
        ["images"] = List(() => new JsonObject { ["names"] = Names(), ["sizeBytes"] = _random.NextInt64(1, 5_000_000_000) }),
    });

    public JsonObject Deployment() => Object("apps/v1", "Deployment", new()
    {
        ["replicas"] = Maybe(() => _random.Next(50)),
        ["selector"] = Selector(),
        ["template"] = Template(),
        ["paused"] = Maybe(() => Flag()),
        ["minReadySeconds"] = Maybe(() => _random.Next(60)),
        ["strategy"] = Maybe(() => new JsonObject { ["type"] = Pick("RollingUpdate", "Recreate"), ["rollingUpdate"] = Maybe(() => new JsonObject { ["maxUnavailable"] = IntOrText(), ["maxSurge"] = IntOrText() }) }),
    }, WorkloadStatus());

    public JsonObject StatefulSet() => Object("apps/v1", "StatefulSet", new()
    {
        ["replicas"] = Maybe(() => _random.Next(50)),
        ["selector"] = Selector(),
        ["template"] = Template(),
        ["serviceName"] = Name(),
        ["podManagementPolicy"] = Maybe(() => Pick("OrderedReady", "Parallel")),
        ["updateStrategy"] = Maybe(() => new JsonObject { ["type"] = Pick("RollingUpdate", "OnDelete"), ["rollingUpdate"] = Maybe(() => new JsonObject { ["partition"] = Maybe(() => _random.Next(5)), ["maxUnavailable"] = Maybe(IntOrText) }) }),
        ["volumeClaimTemplates"] = List(() => new JsonObject { ["metadata"] = Metadata(), ["spec"] = ClaimSpec() }),
    }, WorkloadStatus());

    public JsonObject DisruptionBudget() => Object("policy/v1", "PodDisruptionBudget", new()
    {
        ["selector"] = Maybe(Selector),
        ["minAvailable"] = Maybe(IntOrText),
        ["maxUnavailable"] = Maybe(IntOrText),
        ["unhealthyPodEvictionPolicy"] = Maybe(() => "AlwaysAllow"),
    }, new()
    {
        ["disruptionsAllowed"] = _random.Next(5),
        ["currentHealthy"] = _random.Next(5),
        ["desiredHealthy"] = _random.Next(5),
        ["expectedPods"] = _random.Next(5),
        ["observedGeneration"] = Maybe(() => _random.NextInt64(100)),
    });

    public JsonObject Volume() => Object("v1", "PersistentVolume", new()
    {
        ["storageClassName"] = Maybe(() => Name()),
        ["accessModes"] = Names(),
        ["capacity"] = Quantities(),
        ["nodeAffinity"] = Maybe(() => new JsonObject { ["required"] = NodeSelector() }),
        ["claimRef"] = Maybe(() => new JsonObject { ["namespace"] = Name(), ["name"] = Name(), ["uid"] = Name() }),
        ["csi"] = Maybe(() => new JsonObject { ["driver"] = "disk.csi.azure.com", ["volumeHandle"] = "/subscriptions/x" }),
    }, new() { ["phase"] = Pick("Available", "Bound", "Released") });

    public JsonObject Claim() => Object("v1", "PersistentVolumeClaim", ClaimSpec(), new() { ["phase"] = Pick("Pending", "Bound", "Lost") });

    private JsonObject PodSpec() => new()
    {
        ["nodeName"] = Maybe(() => Name()),
        ["nodeSelector"] = Labels(),
        ["containers"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Container())]),
        ["initContainers"] = List(() => Container()),
        ["affinity"] = Maybe(() => new JsonObject { ["nodeAffinity"] = Maybe(NodeAffinity), ["podAffinity"] = Maybe(PodAffinity), ["podAntiAffinity"] = Maybe(PodAffinity) }),
        ["tolerations"] = List(() => new JsonObject { ["key"] = Maybe(() => Name()), ["operator"] = Maybe(() => Pick("Equal", "Exists")), ["value"] = Maybe(() => Name()), ["effect"] = Maybe(() => Pick("NoSchedule", "NoExecute")), ["tolerationSeconds"] = Maybe(() => _random.NextInt64(600)) }),
        ["topologySpreadConstraints"] = List(() => new JsonObject
        {
            ["maxSkew"] = _random.Next(1, 5),
            ["topologyKey"] = Name(),
            ["whenUnsatisfiable"] = Pick("DoNotSchedule", "ScheduleAnyway"),
            ["labelSelector"] = Maybe(Selector),
            ["minDomains"] = Maybe(() => _random.Next(1, 5)),
            ["nodeAffinityPolicy"] = Maybe(() => Pick("Honor", "Ignore")),
            ["nodeTaintsPolicy"] = Maybe(() => Pick("Honor", "Ignore")),
            ["matchLabelKeys"] = Names(),
        }),
        ["volumes"] = List(() => _random.Next(2) == 0
            ? new JsonObject { ["name"] = Name(), ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = Name(), ["readOnly"] = true } }
            : new JsonObject { ["name"] = Name(), ["ephemeral"] = new JsonObject { ["volumeClaimTemplate"] = new JsonObject { ["metadata"] = Metadata(), ["spec"] = ClaimSpec() } } }),
        ["priorityClassName"] = Maybe(() => Name()),
        ["priority"] = Maybe(() => _random.Next(-100, 2_000_000_000)),
        ["preemptionPolicy"] = Maybe(() => "Never"),
        ["schedulerName"] = Maybe(() => "default-scheduler"),
        ["overhead"] = Quantities(),
        ["hostNetwork"] = Maybe(() => Flag()),
        ["restartPolicy"] = Maybe(() => "Always"),
        ["terminationGracePeriodSeconds"] = Maybe(() => _random.NextInt64(600)),
        ["schedulingGates"] = List(() => new JsonObject { ["name"] = Name() }),
        ["resources"] = Maybe(Resources),
    };

    private JsonObject Container() => new()
    {
        ["name"] = Name(),
        ["image"] = Name(),
        ["resources"] = Maybe(Resources),
        ["ports"] = List(() => new JsonObject { ["containerPort"] = _random.Next(1, 65535), ["hostPort"] = Maybe(() => _random.Next(1, 65535)), ["hostIP"] = Maybe(() => "10.0.0.1"), ["protocol"] = Maybe(() => "UDP") }),
        ["readinessProbe"] = Maybe(Probe),
        ["livenessProbe"] = Maybe(Probe),
        ["startupProbe"] = Maybe(Probe),
        ["restartPolicy"] = Maybe(() => "Always"),
    };

    private JsonObject Probe()
    {
        JsonObject probe = _random.Next(3) switch
        {
            0 => new() { ["httpGet"] = new JsonObject { ["path"] = "/healthz", ["port"] = IntOrText(), ["scheme"] = Maybe(() => "HTTPS") } },
            1 => new() { ["tcpSocket"] = new JsonObject { ["port"] = IntOrText() } },
            _ => new() { ["grpc"] = new JsonObject { ["port"] = _random.Next(1, 65535) } },
        };
        foreach (string name in (string[])["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold"])
        {
            probe[name] = Maybe(() => _random.Next(1, 60));
        }

        return probe;
    }

    private JsonObject NodeAffinity() => new()
    {
        ["requiredDuringSchedulingIgnoredDuringExecution"] = Maybe(NodeSelector),
        ["preferredDuringSchedulingIgnoredDuringExecution"] = List(() => new JsonObject { ["weight"] = _random.Next(1, 101), ["preference"] = NodeTerm() }),
    };

    private JsonObject PodAffinity() => new()
    {
        ["requiredDuringSchedulingIgnoredDuringExecution"] = List(() => PodTerm()),
        ["preferredDuringSchedulingIgnoredDuringExecution"] = List(() => new JsonObject { ["weight"] = _random.Next(1, 101), ["podAffinityTerm"] = PodTerm() }),
    };

    private JsonObject PodTerm() => new()
    {
        ["labelSelector"] = Maybe(Selector),
        ["topologyKey"] = Name(),
        ["namespaces"] = Names(),
        ["namespaceSelector"] = Maybe(Selector),
        ["matchLabelKeys"] = Names(),
        ["mismatchLabelKeys"] = Names(),
    };

    private JsonObject NodeSelector() => new() { ["nodeSelectorTerms"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => NodeTerm())]) };

    private JsonObject NodeTerm() => new() { ["matchExpressions"] = List(() => Requirement("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")), ["matchFields"] = List(() => Requirement("In")) };

    private JsonObject Selector() => new() { ["matchLabels"] = Labels(), ["matchExpressions"] = List(() => Requirement("In", "NotIn", "Exists", "DoesNotExist")) };

    private JsonObject Requirement(params string[] operators) => new() { ["key"] = Name(), ["operator"] = Pick(operators), ["values"] = Names() };

    private JsonObject ClaimSpec() => new()
    {
        ["storageClassName"] = Maybe(() => Pick("", "managed-csi")),
        ["volumeName"] = Maybe(() => Name()),
        ["accessModes"] = Names(),
        ["selector"] = Maybe(Selector),
        ["resources"] = Maybe(Resources),
        ["volumeMode"] = Maybe(() => "Block"),
    };

    private JsonObject WorkloadStatus()
    {
        JsonObject status = new() { ["replicas"] = _random.Next(50), ["observedGeneration"] = Maybe(() => _random.NextInt64(100)) };
        foreach (string name in (string[])["readyReplicas", "availableReplicas", "updatedReplicas"])
        {
            status[name] = Maybe(() => _random.Next(50));
        }

        return status;
    }

    private JsonObject Template() => new() { ["metadata"] = Metadata(), ["spec"] = PodSpec() };

    private JsonObject Resources() => new() { ["requests"] = Quantities(), ["limits"] = Quantities() };

    private JsonObject Condition() => new() { ["type"] = Name(), ["status"] = Pick("True", "False", "Unknown"), ["reason"] = Maybe(() => Name()), ["lastTransitionTime"] = Maybe(() => Pick(s_times)) };

    private JsonObject Object(string version, string kind, JsonObject spec, JsonObject? status = null)
    {
        JsonObject one = new() { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = Metadata(), ["spec"] = spec };
        if (status is not null)
        {
            one["status"] = status;
        }

        return one;
    }

    private JsonObject Metadata() => new()
    {
        ["name"] = Maybe(() => Name()),
        ["namespace"] = Maybe(() => Name()),
        ["uid"] = Maybe(() => Name()),
        ["resourceVersion"] = Maybe(() => "12"),
        ["generation"] = Maybe(() => _random.NextInt64(100)),
        ["creationTimestamp"] = Maybe(() => Pick(s_times)),
        ["deletionTimestamp"] = Maybe(() => Pick(s_times)),
        ["labels"] = Labels(),
        ["ownerReferences"] = List(() => new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "ReplicaSet", ["name"] = Name(), ["uid"] = Name(), ["controller"] = Maybe(() => Flag()) }),
    };

    private JsonNode? Labels() => Maybe(() => new JsonObject([.. Enumerable.Range(0, _random.Next(4)).Select(_ => KeyValuePair.Create<string, JsonNode?>($"example.com/{Name()}", Name()))]));

    private JsonNode? Quantities() => Maybe(() => new JsonObject([.. ((string[])["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu"]).Where(_ => Flag()).Select(name => KeyValuePair.Create<string, JsonNode?>(name, Pick(s_quantities)))]));

    private JsonNode? Names() => Maybe(() => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => (JsonNode)Name())]));

    private JsonNode? List(Func<JsonObject> item) => Maybe(() => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => item())]));

    private JsonNode IntOrText() => Flag() ? _random.Next(100) : $"{_random.Next(100)}%";

    // A missing field, or null, which says the same.
    private JsonNode? Maybe(Func<JsonNode> value) => _random.Next(4) == 0 ? null : value();

    private bool Flag() => _random.Next(2) == 0;

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private string Name() => $"{Pick("web", "api", "übung", "a\\b\"c", "")}-{_names++ % 50}";
}
