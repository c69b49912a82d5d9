namespace Nines.Kubernetes.Records;

/// <summary>Whatever has a name.</summary>
public interface IKubernetesObject
{
    ObjectMeta Metadata { get; }
}
