using System.Globalization;
using System.Text.Json;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Clients;

/// <summary>
/// Acquires, renews and releases a Lease, as client-go elects leaders. Clocks of different machines are never compared: a lease of
/// another holder has expired when it was not renewed for its duration, as seen from here. There is no fencing: who must not act twice
/// needs more than this. For one caller at a time.
/// </summary>
public sealed class LeaseHolder(KubernetesClient client, LeaseOptions options, TimeProvider clock)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private LeaseSpec? _seen;
    private long _seenAt;

    /// <summary>Acquires or renews. False if another holder has it.</summary>
    /// <exception cref="KubernetesException">The server did not answer, or refuses it.</exception>
    public async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            LeaseRecord lease = await client.GetAsync(ResourceKinds.Leases, options.Namespace, options.Name, cancellationToken);
            if (_seen is null || lease.Spec != _seen)
            {
                (_seen, _seenAt) = (lease.Spec, clock.GetTimestamp());
            }

            bool isMine = lease.Spec.HolderIdentity == options.Identity;
            TimeSpan lasts = TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? 0);
            if (!isMine && lease.Spec.HolderIdentity.Length > 0 && clock.GetElapsedTime(_seenAt) < lasts)
            {
                return false;
            }

            await PatchAsync(lease, isMine, cancellationToken);
            return true;
        }
        catch (KubernetesException exception) when (exception.Kind == KubernetesErrorKind.NotFound)
        {
            return await CreateAsync(cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Kind == KubernetesErrorKind.Conflict)
        {
            // Another holder was faster.
            return false;
        }
    }

    /// <summary>Lets others have it at once. Does nothing when it is not held.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            LeaseRecord lease = await client.GetAsync(ResourceKinds.Leases, options.Namespace, options.Name, cancellationToken);
            if (lease.Spec.HolderIdentity == options.Identity)
            {
                await SendPatchAsync(lease, "", 1, null, lease.Spec.LeaseTransitions ?? 0, cancellationToken);
            }
        }
        catch (KubernetesException exception) when (exception.Kind is KubernetesErrorKind.NotFound or KubernetesErrorKind.Conflict)
        {
            // Deleted, or taken by another holder.
        }
    }

    /// <summary>Waits until it leads, does the work, and releases. The work's token is cancelled when the lease is lost.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled, or the lease was lost before the work ended.</exception>
    public async Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!await TryWithinAsync(options.RenewDeadline, isHeld: false, cancellationToken))
        {
            await Task.Delay(options.Retry, clock, cancellationToken);
        }

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task renewal = RenewAsync(lost, done.Token);
        try
        {
            await work(lost.Token);
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
            using var limit = new CancellationTokenSource(options.RenewDeadline, clock);
            try
            {
                await ReleaseAsync(limit.Token);
            }
            catch (Exception exception) when (exception is KubernetesException or OperationCanceledException)
            {
                // Then it runs out by itself.
            }
        }
    }

    private async Task RenewAsync(CancellationTokenSource lost, CancellationToken cancellationToken)
    {
        long renewed = clock.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(options.Retry, clock, cancellationToken);
                TimeSpan left = options.RenewDeadline - clock.GetElapsedTime(renewed);
                long asked = clock.GetTimestamp();
                if (left > TimeSpan.Zero && await TryWithinAsync(left, isHeld: true, cancellationToken))
                {
                    renewed = asked;
                }
                else if (left <= TimeSpan.Zero || clock.GetElapsedTime(renewed) >= options.RenewDeadline)
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }

    // A server that does not answer is like one that says no, for as long as there is time left. Who holds it takes any fault so: the work
    // must hear of it by the loss of the lease.
    private async Task<bool> TryWithinAsync(TimeSpan time, bool isHeld, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(time, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await TryAcquireAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (KubernetesException exception) when (isHeld || exception.Kind is KubernetesErrorKind.Unreachable or KubernetesErrorKind.Timeout
            or KubernetesErrorKind.ServerFault or KubernetesErrorKind.TooManyRequests)
        {
            return false;
        }
    }

    private async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = Bodies.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", "coordination.k8s.io/v1");
            writer.WriteString("kind", "Lease");
            writer.WriteStartObject("metadata");
            writer.WriteString("name", options.Name);
            writer.WriteEndObject();
            WriteSpec(writer, options.Identity, Seconds(), clock.GetUtcNow(), clock.GetUtcNow(), 0);
            writer.WriteEndObject();
        });
        try
        {
            await client.CreateAsync(ResourceKinds.Leases, options.Namespace, body, new WriteOptions(), cancellationToken);
            return true;
        }
        catch (KubernetesException exception) when (exception.Kind == KubernetesErrorKind.AlreadyExists)
        {
            return false;
        }
    }

    private Task<LeaseRecord> PatchAsync(LeaseRecord lease, bool isMine, CancellationToken cancellationToken) => SendPatchAsync(
        lease, options.Identity, Seconds(), isMine ? null : clock.GetUtcNow(), (lease.Spec.LeaseTransitions ?? 0) + (isMine ? 0 : 1), cancellationToken);

    // The version in the patch makes the server refuse it if another client has changed the lease since it was read.
    private Task<LeaseRecord> SendPatchAsync(LeaseRecord lease, string holder, int seconds, DateTimeOffset? acquired, int transitions, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = Bodies.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata");
            writer.WriteString("resourceVersion", lease.Metadata.ResourceVersion);
            writer.WriteEndObject();
            WriteSpec(writer, holder, seconds, acquired, clock.GetUtcNow(), transitions);
            writer.WriteEndObject();
        });
        return client.PatchAsync(ResourceKinds.Leases, options.Namespace, options.Name, body, new WriteOptions(), cancellationToken);
    }

    private static void WriteSpec(Utf8JsonWriter writer, string holder, int seconds, DateTimeOffset? acquired, DateTimeOffset renewed, int transitions)
    {
        writer.WriteStartObject("spec");
        writer.WriteString("holderIdentity", holder);
        writer.WriteNumber("leaseDurationSeconds", seconds);
        if (acquired is { } time)
        {
            writer.WriteString("acquireTime", time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        }

        writer.WriteString("renewTime", renewed.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteNumber("leaseTransitions", transitions);
        writer.WriteEndObject();
    }

    private int Seconds() => (int)Math.Max(1, Math.Ceiling(options.Duration.TotalSeconds));
}

/// <summary>Lease and identity of a candidate. The default times are those of client-go.</summary>
/// <param name="Identity">Different for each process that may lead.</param>
public sealed record LeaseOptions(string Namespace, string Name, string Identity)
{
    /// <summary>Others wait this long, after they saw the last renewal, before they take over.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Maximum time without a renewal before a leader stops leading. Shorter than <see cref="Duration"/>.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(2);
}
