using System.Collections.Immutable;
using System.Text.Json;
using Nines.Clusters;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Kubernetes.Transport;
using Nines.Text;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Reads a cluster from kube-apiserver: each kind in the best version that both sides know, page by page.</summary>
public static class LiveSnapshot
{
    private const int AtOnce = 4;

    /// <param name="client">Speaks with the cluster.</param>
    /// <param name="source">Human-readable: the context.</param>
    /// <param name="clock">Says when it was taken.</param>
    /// <param name="cancellation">Stops all requests.</param>
    /// <exception cref="KubernetesException">
    /// The cluster cannot be read, or not even its nodes. A kind that is forbidden or not there is no failure: it is unread, with the reason.
    /// </exception>
    public static async Task<ClusterRecords> ReadAsync(KubernetesClient client, string source, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(clock);
        DateTimeOffset takenAt = clock.GetUtcNow();
        ApiCatalog catalogue = await client.CatalogueAsync(cancellation);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var gate = new SemaphoreSlim(AtOnce, AtOnce);

        // Pods come first: they take the longest.
        Task<KindRead>[] reads =
        [
            Read(ResourceKinds.Pods), Read(ResourceKinds.Nodes), Read(ResourceKinds.ReplicaSets), Read(ResourceKinds.EndpointSlices), Read(ResourceKinds.Deployments),
            Read(ResourceKinds.StatefulSets), Read(ResourceKinds.DaemonSets), Read(ResourceKinds.Services), Read(ResourceKinds.PersistentVolumeClaims),
            Read(ResourceKinds.PersistentVolumes), Read(ResourceKinds.Namespaces), Read(ResourceKinds.PodDisruptionBudgets),
            Read(ResourceKinds.HorizontalPodAutoscalers), Read(ResourceKinds.StorageClasses), Read(ResourceKinds.PriorityClasses),
        ];
        Task<string?> version = VersionAsync(client, cancellation);
        KindRead[] kinds;
        try
        {
            kinds = await Task.WhenAll(reads);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // One failed and stopped the others: report that one.
            throw reads.Select(read => read.Exception?.InnerException).OfType<KubernetesException>().First();
        }

        if (kinds.FirstOrDefault(read => read.Kind == SnapshotKinds.Node) is { Unread: { } unread })
        {
            throw new KubernetesException(KubernetesErrorKind.Forbidden, $"The nodes cannot be read: {unread.Reason}.", "Without nodes nothing can be said about failure domains; docs/snapshot.md has a role that suffices.");
        }

        return Together(kinds, source) with
        {
            TakenAt = new DateTimeOffset(takenAt.Ticks - (takenAt.Ticks % TimeSpan.TicksPerSecond), takenAt.Offset),
            ServerVersion = await version,
        };

        Task<KindRead> Read<T>(ResourceType<T> type)
            where T : class, IKubernetesObject => ReadKindAsync(client, catalogue, type, gate, failed);
    }

    private static async Task<KindRead> ReadKindAsync<T>(
        KubernetesClient client, ApiCatalog catalogue, ResourceType<T> type, SemaphoreSlim gate, CancellationTokenSource failed)
        where T : class, IKubernetesObject
    {
        ResourceKind kind = type.Kind;
        await gate.WaitAsync(failed.Token);
        try
        {
            var collector = new RecordCollector(SnapshotLimits.Default);
            var json = new WireJson();
            string version = catalogue.Best(kind) is { } best ? (kind.Group.Length == 0 ? best : $"{kind.Group}/{best}") : "";
            await client.ListPagesAsync(type, new ListQuery(), () => collector = new RecordCollector(SnapshotLimits.Default), Take, json, failed.Token);
            collector.Saw(kind.Kind);
            return new KindRead(kind.Kind, collector.ToRecords("", ""), null);

            void Take(IReadOnlyList<T> page)
            {
                foreach (T item in page)
                {
                    Keep(collector, item, kind.Kind, version);
                }
            }
        }
        catch (KubernetesException exception) when (Reason(exception) is { } reason)
        {
            return new KindRead(kind.Kind, null, new UnreadKind(kind.Kind, reason));
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private static void Keep(RecordCollector collector, IKubernetesObject item, string kind, string version)
    {
        try
        {
            collector.Add(item, version);
        }
        catch (JsonException exception)
        {
            throw new KubernetesException(
                KubernetesErrorKind.Unreadable,
                $"{kind} {Sanitizer.CleanMessage($"{item.Metadata.Namespace}/{item.Metadata.Name}")}: {exception.Message}.", null, exception);
        }
    }

    // What is not permitted or not there is missing; whatever else goes wrong would make a snapshot that looks whole and is not.
    private static string? Reason(KubernetesException exception) => exception.Kind switch
    {
        KubernetesErrorKind.Forbidden => "forbidden: the credentials may not list it",
        KubernetesErrorKind.NotFound or KubernetesErrorKind.Unsupported => "the server does not have it in a version that nines knows",
        _ => null,
    };

    private static async Task<string?> VersionAsync(KubernetesClient client, CancellationToken cancellation)
    {
        try
        {
            byte[] answer = await client.Transport.ReadAsync(new KubernetesRequest(HttpMethod.Get, "version", "get", "/version"), cancellation);
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("gitVersion", out JsonElement version)
                && version.ValueKind == JsonValueKind.String ? TrimmedText.From(version.GetString()!) : null;
        }
        catch (Exception exception) when (exception is JsonException or KubernetesException { Kind: KubernetesErrorKind.Forbidden or KubernetesErrorKind.NotFound })
        {
            // The kubelets' versions will do.
            return null;
        }
    }

    private static ClusterRecords Together(KindRead[] reads, string source)
    {
        ImmutableArray<ClusterRecords> all = [.. reads.Where(read => read.Records is not null).Select(read => read.Records!)];
        return new ClusterRecords
        {
            Source = source,
            Unread = [.. SnapshotKinds.All.SelectMany(kind => reads.Where(read => read.Kind == kind && read.Unread is not null)).Select(read => read.Unread!)],
            Nodes = [.. all.SelectMany(one => one.Nodes)],
            Namespaces = [.. all.SelectMany(one => one.Namespaces)],
            Pods = [.. all.SelectMany(one => one.Pods)],
            Deployments = [.. all.SelectMany(one => one.Deployments)],
            ReplicaSets = [.. all.SelectMany(one => one.ReplicaSets)],
            StatefulSets = [.. all.SelectMany(one => one.StatefulSets)],
            DaemonSets = [.. all.SelectMany(one => one.DaemonSets)],
            Budgets = [.. all.SelectMany(one => one.Budgets)],
            Autoscalers = [.. all.SelectMany(one => one.Autoscalers)],
            Services = [.. all.SelectMany(one => one.Services)],
            Slices = [.. all.SelectMany(one => one.Slices)],
            Claims = [.. all.SelectMany(one => one.Claims)],
            Volumes = [.. all.SelectMany(one => one.Volumes)],
            StorageClasses = [.. all.SelectMany(one => one.StorageClasses)],
            PriorityClasses = [.. all.SelectMany(one => one.PriorityClasses)],
        };
    }

    private sealed record KindRead(string Kind, ClusterRecords? Records, UnreadKind? Unread);
}
