namespace Nines.Guard.Redis;

/// <summary>
/// Reads what <c>CLUSTER SLOTS</c> answers. It is asked instead of <c>CLUSTER SHARDS</c>, which lists every node
/// with a role and a health to choose by: here the first node of a range is the primary that serves it, as the server sees it.
/// </summary>
internal static class ClusterMap
{
    /// <param name="askedHost">Stands in when a node does not know its own address.</param>
    /// <returns>Null when it is not a map.</returns>
    public static RedisLayout? Read(RespValue answer, string askedHost)
    {
        var ranges = new Dictionary<RedisEndpoint, List<SlotRange>>();
        foreach (RespValue range in answer.Items)
        {
            if (range.Items is not [{ Kind: RespKind.Integer } first, { Kind: RespKind.Integer } last, { Items: { Length: >= 2 } primary }, ..]
                || first.Integer < 0 || last.Integer >= HashSlot.Count || first.Integer > last.Integer
                || primary[1].Integer is < 1 or > 65535)
            {
                return null;
            }

            var endpoint = new RedisEndpoint(primary[0].Bytes.IsEmpty ? askedHost : primary[0].Text, (int)primary[1].Integer);
            if (!ranges.TryGetValue(endpoint, out List<SlotRange>? list))
            {
                ranges[endpoint] = list = [];
            }

            list.Add(new SlotRange((int)first.Integer, (int)last.Integer));
        }

        return answer.Kind != RespKind.Array ? null : new RedisLayout(
        [
            .. ranges
                .OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
                .Select(pair => new RedisShard(pair.Key, [.. pair.Value.OrderBy(range => range.First)])),
        ]);
    }

    /// <summary>Equal for equal maps.</summary>
    public static string Describe(RedisLayout layout) => string.Join(
        ';', layout.Shards.Select(shard => $"{shard.Primary}={string.Join(',', shard.Slots.Select(range => $"{range.First}-{range.Last}"))}"));
}
