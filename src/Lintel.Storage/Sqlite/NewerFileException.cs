namespace Lintel.Storage.Sqlite;

/// <summary>The reason of a <see cref="StoreUnavailableException"/> whose file was made by a newer release.</summary>
internal sealed class NewerFileException() : Exception("The file was made by a newer release.");
