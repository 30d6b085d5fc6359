namespace Lintel.Applications;

/// <summary>Where an API keeps its applications. Asked on every request of an application, so that a change holds on the very next one.</summary>
public interface IApplicationSource
{
    /// <summary>Finds an application by its client id, which is compared exactly.</summary>
    ValueTask<ClientApplication?> FindByClientIdAsync(string clientId, CancellationToken cancellationToken);
}
