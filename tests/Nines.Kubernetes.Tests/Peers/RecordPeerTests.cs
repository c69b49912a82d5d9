using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Tests.Peers;

/// <summary>Random objects, read by the records of nines and by the typed models of the official client: what both have must be equal.</summary>
public sealed class RecordPeerTests
{
    private const int Objects = 200;

    /// <summary>Ends of the paths that are not compared, with the reason.</summary>
    private static readonly Dictionary<string, string> s_notCompared = new(StringComparer.Ordinal)
    {
        [".annotations"] = "only those about failure and placement are kept",
        [".exec"] = "only its presence is read",
        [".updateStrategy.rollingUpdate.maxSurge"] = "one record for the strategies of all workloads; StatefulSets have none",
        [".strategy.rollingUpdate.partition"] = "one record for the strategies of all workloads; Deployments have none",
    };

    private readonly HashSet<string> _withValue = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    [Fact]
    public void Pods_agree() => Agree<PodRecord, V1Pod>(objects => objects.Pod());

    [Fact]
    public void Nodes_agree() => Agree<NodeRecord, V1Node>(objects => objects.Node());

    [Fact]
    public void Deployments_agree() => Agree<DeploymentRecord, V1Deployment>(objects => objects.Deployment());

    [Fact]
    public void StatefulSets_agree() => Agree<StatefulSetRecord, V1StatefulSet>(objects => objects.StatefulSet());

    [Fact]
    public void Disruption_budgets_agree() => Agree<PodDisruptionBudgetRecord, V1PodDisruptionBudget>(objects => objects.DisruptionBudget());

    [Fact]
    public void Volumes_agree() => Agree<PersistentVolumeRecord, V1PersistentVolume>(objects => objects.Volume());

    [Fact]
    public void Claims_agree() => Agree<PersistentVolumeClaimRecord, V1PersistentVolumeClaim>(objects => objects.Claim());

    private void Agree<TOurs, TTheirs>(Func<PeerObjects, JsonObject> generate)
        where TOurs : class
    {
        PeerObjects objects = new(seed: 4_105);
        WireJson wire = new();
        for (int count = 0; count < Objects; count++)
        {
            string json = generate(objects).ToJsonString();
            TOurs ours = wire.Read<TOurs>(Encoding.UTF8.GetBytes(json));
            TTheirs theirs = KubernetesJson.Deserialize<TTheirs>(json);
            Compare(ours, theirs, typeof(TOurs).Name, json);
        }

        // A member that never had a value was not compared at all.
        _members.Except(_withValue).ShouldBeEmpty();
    }

    private void Compare(object? ours, object? theirs, string path, string json)
    {
        switch (ours)
        {
            case null or string or int or long or bool or DateTimeOffset or Quantity or IntOrText:
                Equal(Normal(ours), Normal(theirs), path, json);
                break;
            case LabelSet labels:
                Equal(string.Join(';', labels.Select(pair => $"{pair.Key}={pair.Value}")), Pairs(theirs), path, json);
                break;
            case IDictionary quantities:
                Equal(Pairs(quantities), Pairs(theirs), path, json);
                break;
            case Array items:
                object?[] others = [.. ((IEnumerable?)theirs ?? Array.Empty<object>()).Cast<object?>()];
                Equal(items.Length, others.Length, path, json);
                for (int at = 0; at < others.Length; at++)
                {
                    Compare(items.GetValue(at), others[at], $"{path}[]", json);
                }

                break;
            default:
                CompareMembers(ours, theirs, path, json);
                break;
        }
    }

    // A missing object of theirs is compared as one without values.
    private void CompareMembers(object ours, object? theirs, string path, string json)
    {
        Dictionary<string, PropertyInfo> others = theirs?.GetType().GetProperties().Where(IsPlain).ToDictionary(JsonName, StringComparer.Ordinal) ?? [];
        foreach (PropertyInfo member in ours.GetType().GetProperties().Where(IsPlain))
        {
            string name = JsonName(member);
            if (s_notCompared.Keys.Any(end => $"{path}.{name}".EndsWith(end, StringComparison.Ordinal)))
            {
                continue;
            }

            if (theirs is not null && !others.ContainsKey(name))
            {
                Assert.Fail($"{path}.{name} is a member of the record only");
            }

            object? value = member.GetValue(ours);
            object? other = theirs is null ? null : others[name].GetValue(theirs);
            _members.Add($"{path}.{name}");
            if (other is not null)
            {
                _withValue.Add($"{path}.{name}");
            }

            if (Nullable.GetUnderlyingType(member.PropertyType) is not null)
            {
                Equal(value is null, other is null, $"{path}.{name} is null", json);
            }

            Compare(value, other, $"{path}.{name}", json);
        }
    }

    private static void Equal<T>(T ours, T theirs, string path, string json)
    {
        if (!EqualityComparer<T>.Default.Equals(ours, theirs))
        {
            Assert.Fail($"{path}: the record has '{ours}', the model '{theirs}', of {json}");
        }
    }

    private static bool IsPlain(PropertyInfo member) => member.GetIndexParameters().Length == 0 && member.CanWrite && member.GetCustomAttribute<JsonIgnoreAttribute>() is null;

    private static string JsonName(PropertyInfo member) => member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static string Pairs(object? dictionary) => dictionary switch
    {
        null => "",
        IDictionary pairs => string.Join(';', pairs.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(key => $"{key}={Normal(pairs[key])}")),
        _ => throw new InvalidOperationException($"{dictionary.GetType()} is not a dictionary"),
    };

    // Null, zero, false and the empty text are as good as missing.
    private static string Normal(object? value) => value switch
    {
        null or "" or 0 or 0L or false => "",
        Quantity quantity => ((decimal)quantity.Nano / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture),
        ResourceQuantity quantity => quantity.ToDecimal().ToString("0.#########", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
