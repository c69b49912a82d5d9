namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>A clock that tells the wrong time of day and otherwise goes as it should.</summary>
internal sealed class ShiftedClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
