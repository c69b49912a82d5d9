using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability;

/// <summary>Adds up the probabilities of all states in which the top is true.</summary>
internal static class StateEnumeration
{
    public static double Probability(StructureFunction function)
    {
        double sum = 0;
        bool[] down = new bool[function.Events.Length];
        bool[] scratch = new bool[function.NodeCount];
        for (int state = 0; state < 1 << down.Length; state++)
        {
            double probability = 1;
            for (int i = 0; i < down.Length; i++)
            {
                down[i] = (state >> i & 1) == 1;
                double u = function.Events[i].Unavailability;
                probability *= down[i] ? u : 1 - u;
            }

            sum += function.Evaluate(down, scratch) ? probability : 0;
        }

        return sum;
    }
}
