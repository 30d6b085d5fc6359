using Lintel.Storage;

namespace Lintel.GuestTests;

/// <summary>The data folders of the applications that tests start.</summary>
internal static class DataFolders
{
    /// <summary>Deletes a folder once the application has closed its stores, which it does after its factory is disposed.</summary>
    public static async Task DeleteAsync(DirectoryInfo folder)
    {
        await using (SqliteStores.Open(folder.FullName))
        {
            // Opened: nobody else has it any more.
        }

        folder.Delete(recursive: true);
    }
}
