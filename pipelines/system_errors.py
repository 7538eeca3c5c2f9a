"""What the operating system says of files, in Swedish: what is wrong and what to do."""

import errno
import re

_ERRNO = re.compile(r"\[Errno (\d+)\][^:\n]*(?:: '([^'\n]+)')?")
_BECAUSE = {
    errno.ENOSPC: "disken är full. Frigör plats",
    errno.EDQUOT: "din del av disken är full. Frigör plats",
    errno.EFBIG: "filen blir större än vad som är tillåtet. Höj gränsen",
    errno.EACCES: "du har inte rätt till det. Ändra rättigheterna eller välj en annan mapp",
    errno.EPERM: "du har inte rätt till det. Ändra rättigheterna eller välj en annan mapp",
    errno.EROFS: "disken är skrivskyddad. Välj en annan mapp",
    errno.ENOENT: "den finns inte längre. Lägg tillbaka den",
    errno.EEXIST: "det ligger redan en fil där mappen ska vara. Flytta filen eller välj en annan mapp",
    errno.ENOTDIR: "det ligger en fil där en mapp ska vara. Flytta filen eller välj en annan mapp",
    errno.EISDIR: "det är en mapp. Ange en fil",
    errno.ENAMETOOLONG: "namnet är för långt. Välj ett kortare",
    errno.EIO: "disken svarar inte. Kontrollera den",
}


def in_swedish(message: str) -> str:
    """The message, but for what the operating system said (`[Errno 28] No space left …`): that in Swedish instead."""
    said = _ERRNO.search(message)
    if not said or int(said[1]) not in _BECAUSE:
        return message
    what = said[2] or "En fil"
    return f"{what} kan inte läsas eller skrivas: {_BECAUSE[int(said[1])]} och kör igen. Inget är halvt skrivet."
