namespace Nines.Text;

/// <summary>Where in a text something stands. Lines and columns count from 1; 0 means that only the file is known.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
