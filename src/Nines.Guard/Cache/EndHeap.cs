namespace Nines.Guard.Cache;

/// <summary>Copies by their end, the earliest first. Each knows its place, so that one in the middle leaves in logarithmic time. Not safe for threads.</summary>
internal sealed class EndHeap
{
    private readonly List<NearCopy> _heap = [];

    public int Count => _heap.Count;

    /// <summary>The copy that ends first; there must be one.</summary>
    public NearCopy First => _heap[0];

    public void Add(NearCopy copy)
    {
        _heap.Add(copy);
        Rise(copy, _heap.Count - 1);
    }

    public void Remove(NearCopy copy)
    {
        int place = copy.Place;
        NearCopy last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        copy.Place = -1;
        if (ReferenceEquals(last, copy))
        {
            return;
        }

        // The last one fills the gap, and may have to go either way from there.
        Sink(last, place);
        Rise(last, last.Place);
    }

    public void Clear() => _heap.Clear();

    private void Rise(NearCopy copy, int place)
    {
        while (place > 0 && _heap[(place - 1) / 2].End > copy.End)
        {
            Put(_heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        Put(copy, place);
    }

    private void Sink(NearCopy copy, int place)
    {
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _heap.Count)
            {
                break;
            }

            if (child + 1 < _heap.Count && _heap[child + 1].End < _heap[child].End)
            {
                child++;
            }

            if (_heap[child].End >= copy.End)
            {
                break;
            }

            Put(_heap[child], place);
            place = child;
        }

        Put(copy, place);
    }

    private void Put(NearCopy copy, int place)
    {
        _heap[place] = copy;
        copy.Place = place;
    }
}
