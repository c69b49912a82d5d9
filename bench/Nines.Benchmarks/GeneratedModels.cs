using Nines.Reliability.Structure;

namespace Nines.Benchmarks;

/// <summary>Models that grow, the same on every machine.</summary>
internal static class GeneratedModels
{
    /// <summary>A layered fault tree in the style of the published ones: mostly private events, some shared events and gates.</summary>
    public static StructureFunction FaultTree(int events, ulong seed)
    {
        ulong state = seed;
        int Next(int below)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            return (int)((state >> 33) % (ulong)below);
        }

        StructureFunctionBuilder builder = new();
        Queue<NodeRef> layer = new();
        for (int i = 0; i < events; i++)
        {
            layer.Enqueue(builder.Event($"e{i}", (1 + Next(100)) * 1e-4));
        }

        List<NodeRef> shared = [.. layer.Take(Math.Max(4, events / 25))];
        while (layer.Count > 1)
        {
            List<NodeRef> arguments = [];
            int width = Math.Min(layer.Count, 2 + Next(4));
            for (int i = 0; i < width; i++)
            {
                arguments.Add(layer.Dequeue());
            }

            if (Next(6) == 0)
            {
                arguments.Add(shared[Next(shared.Count)]);
            }

            layer.Enqueue(Next(8) switch
            {
                0 => builder.AtLeast(2, [.. arguments]),
                <= 3 => builder.And([.. arguments]),
                _ => builder.Or([.. arguments]),
            });
        }

        return builder.Build(layer.Dequeue());
    }

    public static StructureFunction AtLeast(int k, int n)
    {
        StructureFunctionBuilder builder = new();
        return builder.Build(builder.AtLeast(k, [.. Enumerable.Range(0, n).Select(i => builder.Event($"n{i}", (1 + (i % 9)) * 1e-3))]));
    }

    public static StructureFunction Regions(int regions, int zones, int nodes)
    {
        StructureFunctionBuilder builder = new();
        List<NodeRef> down = [];
        for (int r = 0; r < regions; r++)
        {
            List<NodeRef> all = [];
            for (int z = 0; z < zones; z++)
            {
                NodeRef zone = builder.Event($"r{r}z{z}", 1e-4);
                for (int n = 0; n < nodes; n++)
                {
                    all.Add(builder.Or(zone, builder.Event($"r{r}z{z}n{n}", 1e-3)));
                }
            }

            down.Add(builder.AtLeast(all.Count * 2 / 5, [.. all]));
        }

        return builder.Build(builder.Or([.. down]));
    }
}
