using System.Runtime.CompilerServices;

namespace Nines.Testing;

/// <summary>
/// Bounds every wait of a test. The token of xunit ends only with the run; this one also ends some time after the test first uses it, so
/// that a wait for something that never happens fails the test instead of blocking the run.
/// </summary>
internal static class TestLimit
{
    // The longest tests take two minutes on an idle machine; others may load it.
    private static readonly TimeSpan s_duration = TimeSpan.FromMinutes(10);

    private static readonly ConditionalWeakTable<object, CancellationTokenSource> s_limits = [];

    /// <summary>Token of the current test; outside of a test, such as in a fixture, a token of its own for each use.</summary>
    public static CancellationToken Token =>
        TestContext.Current.Test is { } test ? s_limits.GetValue(test, static _ => Create()).Token : Create().Token;

    private static CancellationTokenSource Create()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_duration);
        return limit;
    }
}
