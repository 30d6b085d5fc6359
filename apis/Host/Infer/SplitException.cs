namespace Lintel.Host.Infer;

/// <summary>Bodies cannot have one shape, because of what stands at a place.</summary>
internal sealed class SplitException(BodyPath path) : Exception($"Bodies differ at {path}.")
{
    public BodyPath Path => path;
}
