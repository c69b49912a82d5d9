using Nines.Clusters;

namespace Nines.Testing;

/// <summary>Requests of pods, in short.</summary>
public static class RequestedResources
{
    extension(PodRequests)
    {
        /// <summary>Requests of one container; 0 means no request.</summary>
        public static PodRequests From(long milliCpu, long memory = 0) => new(
            new Resources { MilliCpu = milliCpu, Memory = memory },
            milliCpu > 0 ? milliCpu : PodRequests.DefaultMilliCpu,
            memory > 0 ? memory : PodRequests.DefaultMemory);
    }
}
