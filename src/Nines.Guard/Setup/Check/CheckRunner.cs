using System.Collections.Immutable;

namespace Nines.Guard.Setup.Check;

/// <param name="Name">A fixed short word, for people and for scripts.</param>
/// <param name="Run">Looks, and takes notes.</param>
internal sealed record GuardCheck(string Name, Func<CheckNotes, CancellationToken, Task> Run);

/// <summary>Runs checks side by side. None can hold up or break another one.</summary>
internal static class CheckRunner
{
    /// <param name="limit">How long each may take; one that takes longer is left behind, and that is a problem: nothing was shown to be right.</param>
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
            // Waited for with the limit as well: not everything below listens.
            await Task.Run(() => check.Run(notes, either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            notes.Problem(check.Name, $"the check did not end within {limit.TotalSeconds:0.#} s", "an end in time", "see what it found until then; give it longer with --timeout");
        }
#pragma warning disable CA1031 // One check that fails must not take the others with it.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            // Not its message, which may quote what it stumbled over.
            notes.Problem(check.Name, $"the check failed in itself: {fault.GetType().Name}", "a finding or none", "please report it");
        }

        return notes.Close(check.Name);
    }
}
