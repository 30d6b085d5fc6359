namespace Lintel.AspNetCore;

/// <summary>One check in the pipeline. It returns a decision, may note what it found on the call, and never touches the response.</summary>
/// <remarks>
/// A class and no interface: a dozen kinds are called at one place for every request, and through an interface each of these calls is looked up.
/// </remarks>
internal abstract class Guard
{
    public abstract ValueTask<Decision> CheckAsync(ApiCall call);
}
