using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>One check in the pipeline. It returns a decision, may note what it found on the call, and never touches the response.</summary>
internal interface IGuard
{
    ValueTask<Decision> CheckAsync(ApiCall call);
}
