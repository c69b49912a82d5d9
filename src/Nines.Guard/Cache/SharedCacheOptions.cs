namespace Nines.Guard.Cache;

/// <param name="MostAge">The longest that an answer is kept, whatever upstream allows; at most five minutes.</param>
/// <param name="AskLimit">How long one question may take with everything: store, waiting for another replica, asking. Below the webhook's timeout.</param>
/// <param name="MostFlights">Questions on their way at once; one more is refused as a brief unavailability.</param>
internal sealed record SharedCacheOptions(TimeSpan MostAge, TimeSpan AskLimit, int MostFlights)
{
    public static SharedCacheOptions Default { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(9), 10_000);
}
