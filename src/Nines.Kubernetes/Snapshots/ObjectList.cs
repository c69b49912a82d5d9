using System.Text.Json;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots;

/// <summary>The objects of one kind, each once.</summary>
/// <param name="bytes">The object as it would be written, to compare two with one name.</param>
internal sealed class ObjectList<T>(Func<T, string> ns, Func<T, string> name, Func<T, byte[]> bytes)
{
    private readonly Dictionary<(string Namespace, string Name), int> _places = [];

    public List<T> Items { get; } = [];

    /// <returns>False when the very same object is there already, as when two files overlap.</returns>
    /// <exception cref="JsonException">It has no name, or another object has it.</exception>
    public bool Add(T item)
    {
        (string Namespace, string Name) key = (ns(item), name(item));
        if (key.Name.Length == 0)
        {
            throw new JsonException("expected a name at metadata.name");
        }

        if (_places.TryAdd(key, Items.Count))
        {
            Items.Add(item);
            return true;
        }

        return bytes(Items[_places[key]]).AsSpan().SequenceEqual(bytes(item))
            ? false
            : throw new JsonException("an object of the same kind, namespace and name stands before it and differs; expected each object once");
    }
}

/// <summary>Makes lists of objects.</summary>
internal static class ObjectList
{
    public static ObjectList<T> Of<T>(WireJson json)
        where T : class, IKubernetesObject => new(item => item.Metadata.Namespace, item => item.Metadata.Name, json.Write);

    public static ObjectList<TrimmedPod> OfPods(WireJson json) => new(pod => pod.Shape.Namespace, pod => pod.Name, pod => json.Write(pod.ToRecord()));
}
