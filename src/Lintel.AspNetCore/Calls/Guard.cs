namespace Lintel.AspNetCore;

/// <summary>
/// One check in the pipeline. Derive from it for a check of an application's own, and place it with <see cref="LintelOptions.AddGuard{TGuard}"/>.
/// One instance serves all requests of an API, several at once. It is made when the application starts and takes singletons as constructor
/// parameters; scoped services come from <c>call.Http.RequestServices</c>.
/// </summary>
/// <remarks>
/// A class and no interface: a dozen kinds are called at one place for every request, and through an interface each of these calls is looked up.
/// </remarks>
public abstract class Guard
{
    /// <summary>Decides whether the request goes on. Never writes to the response.</summary>
    /// <param name="call">
    /// The request. What the stages before have found is on it: the key and the account after <c>key</c>, the operation after <c>method</c>.
    /// </param>
    /// <returns>
    /// <see cref="Decision.Pass"/>, or a <see cref="Refusal"/>, which the contract's error definition answers; either with what was compared
    /// (<see cref="Decision.Comparing"/>). A code of the refusal must be named by <see cref="RaisesErrorAttribute"/> on the guard's class. An exception
    /// is answered as one of a handler is, and nothing further in runs.
    /// </returns>
    public abstract ValueTask<Decision> CheckAsync(ApiCall call);
}
