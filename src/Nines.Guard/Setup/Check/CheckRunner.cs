using System.Collections.Immutable;
using Nines.Guard.Configuration;
using Nines.Guard.Redis;

namespace Nines.Guard.Setup.Check;

/// <param name="Name">Name of the check: a fixed short word.</param>
/// <param name="Run">Runs the check and adds to the notes.</param>
internal sealed record GuardCheck(string Name, Func<CheckNotes, CancellationToken, Task> Run);

/// <summary>Runs checks in parallel. None can delay or break another one.</summary>
internal static class CheckRunner
{
    /// <param name="limit">Time limit of each check; one that takes longer is abandoned and reported as an error, since nothing was shown to be right.</param>
    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellation"/>.</exception>
    public static async Task<CheckReport> RunAsync(
        ImmutableArray<GuardCheck> checks, TimeSpan limit, TimeProvider time, CancellationToken cancellation) =>
        new([.. await Task.WhenAll(checks.Select(check => RunAsync(check, limit, time, cancellation)))]);

    private static async Task<CheckResult> RunAsync(GuardCheck check, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var notes = new CheckNotes();
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        try
        {
            // The wait has the limit as well: not every check observes cancellation.
            await Task.Run(() => check.Run(notes, either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            notes.Error(check.Name, $"the check did not end within {limit.TotalSeconds:0.#} s", "an end in time", "see its other findings; increase the limit with --timeout");
        }
#pragma warning disable CA1031 // One failing check must not end the others.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            // Without its message, which may quote its input.
            notes.Error(check.Name, $"the check failed internally: {fault.GetType().Name}", "a finding or none", "please report it");
        }

        return notes.Close(check.Name);
    }
}

/// <summary>Subject of the checks.</summary>
/// <param name="Settings">Settings of the guard.</param>
internal sealed record CheckRequest(ConfiguredSettings Settings)
{
    /// <summary>Address at which kube-apiserver calls the guard; null when unknown.</summary>
    public Uri? Server { get; init; }

    /// <summary>Name that kube-apiserver expects in the certificate; null for the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>File with the authorities with which kube-apiserver verifies the guard; those of tls.client-ca when null.</summary>
    public string? Trust { get; init; }

    /// <summary>File with the client certificate of kube-apiserver; null when not given.</summary>
    public string? Client { get; init; }

    /// <summary>Login that may read the settings of Redis, which the user of the guard may not; null for none.</summary>
    public RedisLogin? RedisAdministrator { get; init; }
}

/// <summary>All checks, in the order of the report.</summary>
internal static class GuardChecks
{
    public static ImmutableArray<GuardCheck> All(CheckRequest request, TimeProvider time) =>
    [
        new("certificate", (notes, _) =>
        {
            ServerCertificateCheck.Run(notes, request, time.GetUtcNow());
            return Task.CompletedTask;
        }),
        new("clients", (notes, _) =>
        {
            ClientCertificateCheck.Run(notes, request, time.GetUtcNow());
            return Task.CompletedTask;
        }),
        new("files", (notes, _) =>
        {
            FilesCheck.Run(notes, request.Settings, time.GetUtcNow());
            return Task.CompletedTask;
        }),
        new("cache", (notes, cancellation) => StoreCheck.RunAsync(notes, request, time, cancellation)),
        new("entra", (notes, cancellation) => EntraCheck.RunAsync(notes, request.Settings, time, cancellation)),
        new("azure", (notes, cancellation) => AzureCheck.RunAsync(notes, request.Settings, time, cancellation)),
        new("clock", (notes, cancellation) => ClockCheck.RunAsync(notes, request, time, cancellation)),
    ];
}
